namespace Nabla;

/// <summary>
/// The trace of the body of a loop. Variables are read as outside the loop and may not be set: a step that changed them would run once instead of once per
/// step.
/// </summary>
/// <param name="operation">The name of the loop, for messages.</param>
/// <param name="outer">The trace around the loop; null if there is none.</param>
internal sealed class BodyTrace(string operation, Trace? outer) : Trace(outer?.Guards)
{
    public override Tensor Read(Variable variable) => outer?.Read(variable) ?? Suspend(() => variable.Value);

    public override void Write(Variable variable, Tensor content) => throw new InvalidOperationException(
        $"{operation}: the body sets variable '{variable.Name}', but it is traced once for all steps. Make it part of the carry; draw random numbers "
        + "before the loop, with the steps along the first axis, and pass them as slices.");

    public override void Adopt(Variable variable, Tensor content, Tensor initial) => outer?.Adopt(variable, content, initial);
}
