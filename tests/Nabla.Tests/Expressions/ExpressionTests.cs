using System.Globalization;
using CsCheck;
using Xunit;

namespace Nabla.Tests.Expressions;

/// <summary>Tests the meaning of formulas and their errors.</summary>
public class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("2 - 3 - 4", -5)]
    [InlineData("24 / 4 / 2", 3)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("--3", 3)]
    [InlineData("+3 - -2", 5)]
    [InlineData("2 * -3", -6)]
    [InlineData("1.5e2 + .5", 150.5)]
    [InlineData("2 − 3 · 4 ÷ 2 × 1", -4)]
    [InlineData("max(1, 2 + 3) - min(4, 2)", 3)]
    [InlineData("pow(2, 10)", 1024)]
    [InlineData("sqrt(square(3) + 16)", 5)]
    [InlineData("c = 2 + 3; d = c * c; d - c", 20)]
    [InlineData("c = 4; d = c", 4)]
    [InlineData(" 7 ; ", 7)]
    [InlineData("max(1, 5, 3, 2) - min(4, 2, 8)", 3)]
    [InlineData("softmax(1, 1, 1, 1)", 0.25)]
    [InlineData("softmax(0, ln(3))", 0.25)]
    [InlineData("2pi - 2π", 0)]
    [InlineData("ln(e)", 1)]
    [InlineData("e = 3; 2e", 6)]
    [InlineData("a = 3; 2a + 1", 7)]
    [InlineData("a = 3; 2 a^2 + 1", 19)]
    [InlineData("a = 3; -2a", -6)]
    [InlineData("6 - 2(1 + 1)", 2)]
    [InlineData("(1 + 2)(3 + 4)", 21)]
    [InlineData("a = 2; (1 + 2)a * 2", 12)]
    [InlineData("|2 - 5|", 3)]
    [InlineData("2|-3| + 1", 7)]
    [InlineData("|1 - |2 - 5||", 2)]
    [InlineData("(|-2|)(3)", 6)]
    [InlineData("a = 3; a² + a⁻¹ * 3", 10)]
    [InlineData("-3²", -9)]
    [InlineData("(1 + 1)¹⁰", 1024)]
    [InlineData("2^3²", 512)]
    [InlineData("|-2|²", 4)]
    [InlineData("x₁ = 2; x₂ = 3; x₁ * x₂", 6)]
    public void Bind_Numbers_GivesTheirValue(string text, double value) =>
        Assert.Equal(value, Expression.Parse(text).Bind(new Dictionary<string, Tensor>()).Output.ToDouble(), 1e-12);

    [Theory]
    [InlineData("", 1, "the formula is empty at position 1, the end")]
    [InlineData("(a + b", 1, "unclosed '(' at position 1, before '(a + b'")]
    [InlineData("a + b)", 6, "unmatched ')' at position 6, before ')'")]
    [InlineData("a +", 4, "expected a number, a name or '(' at position 4, the end")]
    [InlineData("a + * b", 5, "expected a number, a name or '(' but found '*' at position 5, before '* b'")]
    [InlineData("a b", 3, "expected an operator but found 'b' at position 3, before 'b'")]
    [InlineData("1/2x", 4, "a product without a sign after '/' or '^' can be read in two ways: write '*', or parentheses around it, at position 4")]
    [InlineData("2^2(a)", 4, "a product without a sign after '/' or '^' can be read in two ways")]
    [InlineData("|a + b", 1, "unclosed '|' at position 1, before '|a + b'")]
    [InlineData("(|a)", 2, "unclosed '|' at position 2, before '|a)'")]
    [InlineData("a|", 2, "expected an operator but found '|' at position 2")]
    [InlineData("||", 3, "expected a number, a name or '(' at position 3, the end")]
    [InlineData("a⁻", 2, "expected a raised digit after '⁻' at position 2")]
    [InlineData("²", 1, "expected a number, a name or '(' but found '²' at position 1")]
    [InlineData("softmax(1)", 1, "'softmax' takes 2 or more arguments, not 1, at position 1")]
    [InlineData("a $ b", 3, "expected an operator but found '$' at position 3")]
    [InlineData("()", 2, "expected a number, a name or '(' but found ')'")]
    [InlineData("1, 2", 2, "a comma is only allowed between function arguments at position 2")]
    [InlineData("max(1)", 1, "'max' takes 2 or more arguments, not 1, at position 1")]
    [InlineData("sin(1, 2)", 1, "'sin' takes 1 argument, not 2, at position 1")]
    [InlineData("a + tangens(b)", 5, "unknown function 'tangens' (available: abs, acos, acosh")]
    [InlineData("1.2.3", 1, "'1.2.3' is not a number that a double can hold, at position 1")]
    [InlineData("1e999", 1, "'1e999' is not a number that a double can hold, at position 1")]
    [InlineData("c = 1; c = 2; c", 8, "'c' is already defined at position 8")]
    [InlineData("c + 1; c = 2; c", 8, "'c' is defined after its first use at position 8")]
    [InlineData("a + ; b", 5, "expected a number, a name or '(' but found ';'")]
    public void Parse_BadFormula_SaysWhereAndWhy(string text, int position, string message)
    {
        var error = Assert.Throws<ExpressionException>(() => Expression.Parse(text));
        Assert.Equal(position, error.Position);
        Assert.StartsWith("formula: " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_NameWithoutValue_SaysWhichAndWhere()
    {
        var formula = Expression.Parse("a + b * a");
        Assert.Equal(["a", "b"], formula.Names);
        var error = Assert.Throws<ExpressionException>(() => formula.Bind(new Dictionary<string, Tensor> { ["a"] = Tensor.Scalar(1.0) }));
        Assert.Equal("formula: 'b' has no value (set it with b=1) at position 5, before 'b * a'.", error.Message);
    }

    [Fact]
    public void Bind_Constants_HaveTheirValuesUnlessTheyAreGivenOthers()
    {
        var formula = Expression.Parse("e * a + pi");
        Assert.Equal(["a"], formula.Names);
        Assert.Equal(["e", "pi"], formula.Constants);
        var values = new Dictionary<string, Tensor> { ["a"] = Tensor.Scalar(2.0) };
        Assert.Equal(2 * Math.E + Math.PI, formula.Bind(values).Output.ToDouble(), 1e-15);
        values["e"] = Tensor.Scalar(10.0);
        Assert.Equal(20 + Math.PI, formula.Bind(values).Output.ToDouble(), 1e-15);
    }

    [Theory]
    [InlineData("(a + b) * (a + b)", 2)]
    [InlineData("sin(a + 1) + sin(a + 1) * b", 4)]
    [InlineData("c = a + b; d = a + b; c * d", 2)]
    [InlineData("softmax(a, b) + softmax(a, b) * a", 6)]
    [InlineData("(a - b) * (b - a)", 3)]
    public void Bind_EqualParts_AreOneNode(string text, int operations)
    {
        var output = Expression.Parse(text).Bind(new Dictionary<string, Tensor>
        {
            ["a"] = new Variable(Tensor.Scalar(1.0), "a"),
            ["b"] = new Variable(Tensor.Scalar(2.0), "b"),
        }).Output;
        Assert.Equal(operations + 2, ScalarGraph.Build(output).Nodes.Count);
    }

    [Fact]
    public void Bind_TenThousandArguments_IsAnOrdinaryFormula() =>
        Assert.Equal(
            10_000, Expression.Parse($"max({string.Join(", ", Enumerable.Range(1, 10_000))})").Bind(new Dictionary<string, Tensor>()).Output.ToDouble());

    [Theory]
    [InlineData("1 / (a - a)", "divide gives infinity at position 3")]
    [InlineData("-1 / (a - a)", "divide gives minus infinity at position 4")]
    [InlineData("2 + log(0 - a)", "log gives NaN at position 5")]
    [InlineData("a * exp(1000)", "exp gives infinity at position 5")]
    [InlineData("1 / 0 + a", "divide gives infinity at position 3")]
    public void RequireFinite_ResultIsNot_SaysWhereItBegan(string text, string message)
    {
        var bound = Expression.Parse(text).Bind(new Dictionary<string, Tensor> { ["a"] = new Variable(Tensor.Scalar(1.0), "a") });
        Assert.StartsWith("formula: " + message, Assert.Throws<ExpressionException>(bound.RequireFinite).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-(", ")")]
    [InlineData("sin(", ")")]
    [InlineData("1 + (", ") * 1")]
    public void Parse_TenThousandLevels_IsAnOrdinaryFormula(string open, string close)
    {
        const int Levels = 10_000;
        var text = string.Concat(Enumerable.Repeat(open, Levels)) + "a" + string.Concat(Enumerable.Repeat(close, Levels));
        var a = new Variable(Tensor.Scalar(0.5), "a");
        var output = Expression.Parse(text).Bind(new Dictionary<string, Tensor> { ["a"] = a }).Output;
        var expected = 0.5;
        if (open == "sin(") for (var i = 0; i < Levels; i++) expected = Math.Sin(expected);
        if (open.StartsWith('1')) expected += Levels;
        Assert.Equal(expected, output.ToDouble(), 1e-9);
        Assert.Throws<ExpressionException>(() => Expression.Parse(text[..^1] + "]"));
        Assert.Throws<ExpressionException>(() => Expression.Parse(text + ")"));
    }

    [Fact]
    public void Bind_SinglePrecision_TakesItsNumbersFromTheTensors()
    {
        var y = Expression.Parse("2 * x + 1").Bind(new Dictionary<string, Tensor> { ["x"] = Tensor.From<float>([1, 2, 3]) }).Output;
        Assert.Equal([3f, 5f, 7f], y.ToArray<float>());
    }

    [Fact]
    public void Bind_FractionAmongIntegers_IsRefusedRatherThanCutOff()
    {
        var values = new Dictionary<string, Tensor> { ["a"] = Tensor.Scalar(3L) };
        Assert.Equal(6, Expression.Parse("a * 2").Bind(values).Output.ToDouble());
        Assert.StartsWith(
            "formula: 0.5 does not fit int64, the type of the values at position 5",
            Assert.Throws<ExpressionException>(() => Expression.Parse("a * 0.5").Bind(values)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_ShapesThatDoNotFit_SaysWhere()
    {
        var values = new Dictionary<string, Tensor> { ["x"] = Tensor.From<double>([1, 2]), ["y"] = Tensor.From<double>([1, 2, 3]) };
        Assert.StartsWith(
            "formula: add: shapes do not broadcast",
            Assert.Throws<ExpressionException>(() => Expression.Parse("1 + (x + y)").Bind(values)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_RandomFormulas_MeanWhatTheTreeMeans()
    {
        // A random tree, printed with all parentheses and without redundant ones.
        var leaf = Gen.Int[1, 9].Select(number => new Tree(number.ToString(CultureInfo.InvariantCulture), 5, number));
        var tree = Gen.Recursive<Tree>((depth, inner) => depth > 5 ? leaf : Gen.OneOf(
            leaf,
            Gen.Select(inner, inner, (a, b) => Tree.Of(a, '+', b, 1, a.Value + b.Value)),
            Gen.Select(inner, inner, (a, b) => Tree.Of(a, '-', b, 1, a.Value - b.Value)),
            Gen.Select(inner, inner, (a, b) => Tree.Of(a, '*', b, 2, a.Value * b.Value)),
            Gen.Select(inner, inner, (a, b) => Tree.Of(a, '/', b, 2, a.Value / b.Value))));
        tree.Sample(
            sample =>
            {
                var value = Expression.Parse(sample.Text).Bind(new Dictionary<string, Tensor>()).Output.ToDouble();
                return value.Equals(sample.Value) || Math.Abs(value - sample.Value) <= 1e-12 * Math.Abs(sample.Value);
            },
            iter: 300);
    }

    [Fact]
    public void Parse_RandomCharacters_NeverFailOtherwiseThanByItsOwnError()
    {
        const string Characters = "ab1.e()+-*/^,;= \tsinmax_²|⁻π\"{é";
        Gen.Int[0, Characters.Length - 1].Array[0, 30].Select(places => string.Concat(places.Select(place => Characters[place]))).Sample(
            text =>
            {
                try
                {
                    return Expression.Parse(text).Names.Count >= 0;
                }
                catch (ExpressionException exception)
                {
                    return exception.Position >= 1 && exception.Position <= text.Length + 1;
                }
            },
            iter: 5000);
    }

    private sealed record Tree(string Text, int Precedence, double Value)
    {
        public static Tree Of(Tree a, char sign, Tree b, int precedence, double value) =>
            new($"{(a.Precedence < precedence ? $"({a.Text})" : a.Text)} {sign} {(b.Precedence <= precedence ? $"({b.Text})" : b.Text)}", precedence, value);
    }
}
