namespace System.Runtime.CompilerServices;

[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class IteratorStateMachineAttribute : Attribute
{
    public IteratorStateMachineAttribute(Type stateMachineType) => StateMachineType = stateMachineType;

    public Type StateMachineType { get; }
}
