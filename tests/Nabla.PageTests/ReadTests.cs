using Xunit;

namespace Nabla.Tests.Page;

public class ReadTests
{
    [Fact]
    public void DigitReader_Trained_ReadsItsDigitsAndSaysWhichPixelsMatter()
    {
        var reader = new DigitReader(1);
        double[] last = reader.Take(DigitReader.Steps);
        Assert.Equal(DigitReader.Steps, last[0]);
        Assert.True(last[2] >= 0.9, $"{last[2]}");
        byte[] seven = DigitReader.Example(7, 1000);
        double[] answer = reader.Read(seven);
        Assert.Equal(1, answer[..10].Sum(), 5);
        Assert.Equal(10 + 784, answer.Length);

        // The gradient against a difference, at the pixel where it is largest.
        int pixel = Enumerable.Range(0, 784).MaxBy(i => Math.Abs(answer[10 + i]));
        int best = Array.IndexOf(answer, answer[..10].Max());
        byte[] more = [.. seven], less = [.. seven];
        more[pixel] = (byte)Math.Min(255, more[pixel] + 8);
        less[pixel] = (byte)Math.Max(0, less[pixel] - 8);
        double change = Math.Log(reader.Read(more)[best]) - Math.Log(reader.Read(less)[best]);
        Assert.Equal(Math.Sign(change), Math.Sign(answer[10 + pixel]));
        Assert.Throws<PageException>(() => reader.Read([1, 2, 3]));
    }

    [Fact]
    public void CharacterWriter_Trained_WritesWithTheTextsCharacters()
    {
        string text = string.Concat(Enumerable.Repeat("the gradient flows back. ", 20));
        var writer = new CharacterWriter(text, 1);
        double before = writer.Take(1)[1];
        double after = writer.Take(60)[1];
        Assert.True(after < before);
        string written = writer.Write(50, 0.5);
        Assert.Equal(51, written.Length);
        Assert.All(written, character => Assert.Contains(character, text));
        Assert.Throws<PageException>(() => new CharacterWriter("short", 1));
        Assert.Throws<PageException>(() => new CharacterWriter(new string('a', 30_000), 1));
    }
}
