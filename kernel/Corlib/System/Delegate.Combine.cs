using System.Runtime.CompilerServices;

namespace System;

public abstract partial class Delegate
{
    public object? Target
    {
        get
        {
            Delegate last = this;
            if (_helperObject is Wrapper[] list)
            {
                last = list[(int)_extraFunctionPointerOrData - 1].Value;
            }

            if (last._functionPointer == last.GetThunk(OpenStaticThunk))
            {
                return null;
            }

            return last.IsThunked ? last._helperObject : last._firstParameter;
        }
    }

    public bool HasSingleTarget => _helperObject is not Wrapper[];

    public static Delegate? Combine(Delegate? a, Delegate? b)
    {
        if (a is null || b is null)
        {
            return a ?? b;
        }

        RequireSameType(a, b);
        int countA = a.InvocationCount;
        int countB = b.InvocationCount;
        var list = new Wrapper[countA + countB];
        a.CopyInvocations(list, 0);
        b.CopyInvocations(list, countA);
        return a.NewMulticast(list, list.Length);
    }

    public static Delegate? Combine(params Delegate?[]? delegates)
    {
        Delegate? result = null;
        if (delegates is not null)
        {
            foreach (Delegate? next in delegates)
            {
                result = Combine(result, next);
            }
        }

        return result;
    }

    /// <summary>Takes the last run of calls in <paramref name="source"/> that equals the list of <paramref name="value"/> out of it.</summary>
    public static Delegate? Remove(Delegate? source, Delegate? value)
    {
        if (source is null || value is null)
        {
            return source;
        }

        RequireSameType(source, value);
        int count = source.InvocationCount;
        int removed = value.InvocationCount;
        for (int start = count - removed; start >= 0; start--)
        {
            if (source.HasRunAt(start, value, removed))
            {
                return source.WithoutRun(start, removed);
            }
        }

        return source;
    }

    public static Delegate? RemoveAll(Delegate? source, Delegate? value)
    {
        Delegate? before;
        do
        {
            before = source;
            source = Remove(source, value);
        }
        while (source != before);
        return source;
    }

    public virtual Delegate[] GetInvocationList()
    {
        var list = new Delegate[InvocationCount];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = InvocationAt(i);
        }

        return list;
    }

    public virtual object Clone() => MemberwiseClone();

    public override bool Equals(object? obj)
    {
        if (obj is not Delegate other || GetType() != other.GetType())
        {
            return false;
        }

        if (ReferenceEquals(this, other))
        {
            return true;
        }

        int count = InvocationCount;
        if (count != other.InvocationCount)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!InvocationAt(i).IsSameCall(other.InvocationAt(i)))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        if (_helperObject is Wrapper[] list)
        {
            int hash = 0;
            for (int i = 0; i < (int)_extraFunctionPointerOrData; i++)
            {
                hash = hash * 31 + list[i].Value.GetHashCode();
            }

            return hash;
        }

        object? target = Target;
        return Method.GetHashCode() + (target is null ? 0 : RuntimeHelpers.GetHashCode(target));
    }

    public static bool operator ==(Delegate? d1, Delegate? d2) => d1 is null ? d2 is null : d1.Equals(d2);

    public static bool operator !=(Delegate? d1, Delegate? d2) => !(d1 == d2);

    private int InvocationCount => _helperObject is Wrapper[] ? (int)_extraFunctionPointerOrData : 1;

    private Delegate InvocationAt(int index) => _helperObject is Wrapper[] list ? list[index].Value : this;

    private bool IsThunked => ReferenceEquals(_firstParameter, this);

    // The code that runs in the end, thunks set aside.
    private nint Method => IsThunked ? _extraFunctionPointerOrData : _functionPointer;

    private bool IsSameCall(Delegate other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        return Method == other.Method && Target == other.Target && IsThunked == other.IsThunked;
    }

    private void CopyInvocations(Wrapper[] destination, int start)
    {
        int count = InvocationCount;
        for (int i = 0; i < count; i++)
        {
            destination[start + i] = new Wrapper(InvocationAt(i));
        }
    }

    private bool HasRunAt(int start, Delegate run, int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (!InvocationAt(start + i).IsSameCall(run.InvocationAt(i)))
            {
                return false;
            }
        }

        return true;
    }

    private Delegate? WithoutRun(int start, int length)
    {
        int left = InvocationCount - length;
        if (left == 0)
        {
            return null;
        }

        if (left == 1)
        {
            return InvocationAt(start == 0 ? length : 0);
        }

        var list = new Wrapper[left];
        for (int i = 0; i < left; i++)
        {
            list[i] = new Wrapper(InvocationAt(i < start ? i : i + length));
        }

        return NewMulticast(list, left);
    }

    private Delegate NewMulticast(Wrapper[] list, int count)
    {
        var result = (Delegate)MemberwiseClone();
        result._firstParameter = result;
        result._helperObject = list;
        result._extraFunctionPointerOrData = count;
        result._functionPointer = GetThunk(MulticastThunk);
        return result;
    }

    private static void RequireSameType(Delegate a, Delegate b)
    {
        if (a.GetType() != b.GetType())
        {
            throw new ArgumentException("Delegates must be of the same type.");
        }
    }
}
