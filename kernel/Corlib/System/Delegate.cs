using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// A bound method. A call is <c>_functionPointer(_firstParameter, arguments)</c>; what the other two fields hold
/// depends on the kind of delegate, and the thunks that the compiler adds to every delegate type read them.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>closed instance: first parameter = target, function = the method itself.</item>
/// <item>closed static: first parameter = this, helper = target, function = thunk, extra = the method.</item>
/// <item>open static: first parameter = this, function = thunk, extra = the method.</item>
/// <item>multicast: first parameter = this, helper = <see cref="Wrapper"/>[], function = thunk, extra = the count.</item>
/// </list>
/// </remarks>
public abstract partial class Delegate
{
    // The compiler knows these names, and emits calls that read the fields at fixed offsets: the order matters.
    private object? _firstParameter;
    private object? _helperObject;
    private nint _extraFunctionPointerOrData;
    private nint _functionPointer;

    private protected Delegate()
    {
    }

    // The numbers by which the compiler's override of GetThunk knows its thunks.
    private const int MulticastThunk = 0;
    private const int ClosedStaticThunk = 1;
    private const int OpenStaticThunk = 2;

    /// <summary>An element of a multicast list. As a struct, so that storing one needs no covariance check.</summary>
    internal struct Wrapper
    {
        public Wrapper(Delegate value) => Value = value;

        public Delegate Value;
    }

    // Overridden by the compiler in every delegate type.
    private protected virtual nint GetThunk(int whichThunk) => 0;

    private void InitializeClosedInstance(object? firstParameter, nint functionPointer)
    {
        if (firstParameter is null)
        {
            throw new ArgumentException("Delegate to an instance method cannot have null 'this'.");
        }

        _functionPointer = functionPointer;
        _firstParameter = firstParameter;
    }

    // Extension methods and lambdas over a static method: the target may be null.
    private void InitializeClosedInstanceWithoutNullCheck(object? firstParameter, nint functionPointer)
    {
        _functionPointer = functionPointer;
        _firstParameter = firstParameter;
    }

    private void InitializeClosedInstanceToInterface(object? firstParameter, nint dispatchCell)
    {
        if (firstParameter is null)
        {
            throw new NullReferenceException();
        }

        _functionPointer = ResolveInterfaceMethod(firstParameter, dispatchCell);
        _firstParameter = firstParameter;
    }

    private void InitializeClosedStaticThunk(object? firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        _extraFunctionPointerOrData = functionPointer;
        _helperObject = firstParameter;
        _functionPointer = functionPointerThunk;
        _firstParameter = this;
    }

    private void InitializeOpenStaticThunk(object? firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        _extraFunctionPointerOrData = functionPointer;
        _functionPointer = functionPointerThunk;
        _firstParameter = this;
    }

    // Part of the dispatcher in kernel/Runtime: the code that the cell's interface method means for this object.
    private static partial nint ResolveInterfaceMethod(object target, nint dispatchCell);
}
