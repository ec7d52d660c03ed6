using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Nabla.PublicTests;

/// <summary>Lists the public API of an assembly: one line for each type and member, in a stable order.</summary>
internal static class ApiText
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(uint)] = "uint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = type.IsEnum || type.IsValueType || type.BaseType == typeof(object) || type.BaseType is null ? [] : new[] { type.BaseType };
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var interfaces = (type.IsEnum ? [] : type.GetInterfaces()).Except(inherited).Where(one => one.IsVisible).OrderBy(Name, StringComparer.Ordinal);
        var list = string.Join(", ", bases.Concat(interfaces).Select(Name));
        return $"{kind} {type.Namespace}.{Name(type)}{(list.Length > 0 ? $" : {list}" : "")}{Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                yield return $"{field.Name} = {System.Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
            yield break;
        }
        foreach (var field in type.GetFields(All).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
            yield return (field.IsLiteral ? "const " : field.IsStatic ? "static " : "")
                + $"{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}";
        foreach (var constructor in type.GetConstructors(All).Where(Visible)) yield return $"{Access(constructor)}new({Parameters(constructor)})";
        foreach (var property in type.GetProperties(All))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(Visible).ToArray();
            if (accessors.Length == 0) continue;
            var parameters = property.GetIndexParameters();
            var name = parameters.Length > 0 ? $"this[{string.Join(", ", parameters.Select(Parameter))}]" : property.Name;
            var get = property.GetMethod is { } getter && Visible(getter) ? " get;" : "";
            var set = property.SetMethod is { } setter && Visible(setter)
                ? $" {(Access(setter) != Access(accessors[0]) ? Access(setter) : "")}{Setter(setter)};"
                : "";
            var propertyType = Name(property.PropertyType) + Nullable(Nullability.Create(property).ReadState, property.PropertyType);
            yield return $"{Access(accessors[0])}{Modifiers(accessors[0])}{propertyType} {name} {{{get}{set} }}";
        }
        foreach (var method in type.GetMethods(All).Where(method => Visible(method) && !Hidden(method)))
        {
            var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            yield return $"{Access(method)}{Modifiers(method)}{Name(method.ReturnType)}"
                + $"{Nullable(Nullability.Create(method.ReturnParameter).ReadState, method.ReturnType)} "
                + $"{method.Name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())}";
        }
    }

    private static string Setter(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set";

    // Accessors are shown with their properties; compiler-generated record members follow from the header.
    private static bool Hidden(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.Contains('<');

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        _ when method.DeclaringType!.IsInterface || !method.IsVirtual => "",
        { IsAbstract: true } => "abstract ",
        _ when method.GetBaseDefinition() != method => method.IsFinal ? "sealed override " : "override ",
        _ => method.IsFinal ? "" : "virtual ",
    };

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : type.IsByRef ? "ref " : "";
        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var bare = type.IsByRef ? type.GetElementType()! : type;
        var value = parameter.HasDefaultValue ? $" = {Value(parameter)}" : "";
        return $"{many}{way}{Name(bare)}{Nullable(Nullability.Create(parameter).ReadState, bare)} {parameter.Name}{value}";
    }

    private static string Value(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && System.Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, number).ToString()!,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    private static string Nullable(NullabilityState state, Type type) => state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";

    private static string Constraints(Type[] arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments.Where(argument => argument.IsGenericParameter))
        {
            var flags = argument.GenericParameterAttributes;
            List<string> all = [.. argument.GetGenericParameterConstraints().Where(one => one != typeof(ValueType)).Select(Name)];
            if (argument.GetCustomAttributesData().Any(data => data.AttributeType.Name == "IsUnmanagedAttribute")) all.Insert(0, "unmanaged");
            else if (flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)) all.Insert(0, "struct");
            else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) all.Insert(0, "class");
            if (all.Count > 0) text.Append($" where {argument.Name} : {string.Join(", ", all)}");
        }
        return text.ToString();
    }

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (System.Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (!type.IsGenericType) return name;
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
        var mark = name.IndexOf('`');
        return name.StartsWith("ValueTuple`", StringComparison.Ordinal) ? $"({arguments})" : $"{(mark < 0 ? name : name[..mark])}<{arguments}>";
    }
}
