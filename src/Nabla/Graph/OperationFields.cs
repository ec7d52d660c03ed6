using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>Whether operations of a class may differ in something that they do not say: a constructor argument, forgotten among the settings.</summary>
internal static class OperationFields
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>True for a class from outside that has fields of its own. This assembly's operations say what they are.</summary>
    public static bool MayTellApart(Type operation) =>
        operation.Module != typeof(Operation).Module && Known.GetOrAdd(operation, static type => HasFields(type));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Where code is compiled ahead of time, and fields may be unknown, the answer is yes without looking.")]
    private static bool HasFields(Type? type)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported) return true;
        for (; type is not null && type.Module != typeof(Operation).Module; type = type.BaseType)
            if (type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Length > 0) return true;
        return false;
    }
}
