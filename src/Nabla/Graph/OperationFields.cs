using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>Finds operations that may differ in something not listed in their attributes, such as a forgotten constructor argument.</summary>
internal static class OperationFields
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>
    /// True for operations of other assemblies whose class has fields but lists no attributes. Each instance then equals only itself. The operations of this
    /// assembly list their attributes.
    /// </summary>
    public static bool AreUndeclared(Operation operation)
    {
        if (operation.GetType().Module == typeof(Operation).Module) return false;
        // With ahead-of-time compilation, fields and overrides may be unknown.
        if (!RuntimeFeature.IsDynamicCodeSupported) return operation.Attributes.Count == 0;
        return Known.GetOrAdd(operation.GetType(), static type => HasFields(type) && !ListsAttributes(type));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Not reached with ahead-of-time compilation.")]
    private static bool HasFields(Type? type)
    {
        for (; type is not null && type.Module != typeof(Operation).Module; type = type.BaseType)
            if (type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Length > 0) return true;
        return false;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Not reached with ahead-of-time compilation.")]
    private static bool ListsAttributes(Type type) =>
        type.GetMethod("CreateAttributes", BindingFlags.Instance | BindingFlags.NonPublic)?.DeclaringType?.Module != typeof(Operation).Module;
}
