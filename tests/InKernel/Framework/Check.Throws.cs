using System;

namespace InKernel;

public static partial class Check
{
    /// <summary>The action throws exactly <typeparamref name="T"/>, which is returned.</summary>
    public static T Throws<T>(Action action, string? what = null) where T : Exception
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is not CheckFailedException)
        {
            return Exactly<T>(e, what);
        }

        throw new CheckFailedException(Describe(what, "expected " + typeof(T).Name + ", nothing was thrown"));
    }

    /// <summary>As above, for an expression such as <c>() => list[7]</c>.</summary>
    public static T Throws<T>(Func<object?> function, string? what = null) where T : Exception
    {
        object? result;
        try
        {
            result = function();
        }
        catch (Exception e) when (e is not CheckFailedException)
        {
            return Exactly<T>(e, what);
        }

        throw new CheckFailedException(Describe(what,
            "expected " + typeof(T).Name + ", nothing was thrown and the result is " + Show(result)));
    }

    /// <summary>The action throws exactly <typeparamref name="T"/> and blames <paramref name="parameter"/>.</summary>
    public static void Throws<T>(string parameter, Action action) where T : ArgumentException =>
        Equal(parameter, Throws<T>(action).ParamName, "the parameter's name");

    /// <summary>As above, for an expression such as <c>() => list[7]</c>.</summary>
    public static void Throws<T>(string parameter, Func<object?> function) where T : ArgumentException =>
        Equal(parameter, Throws<T>(function).ParamName, "the parameter's name");

    private static T Exactly<T>(Exception e, string? what) where T : Exception
    {
        if (e.GetType() == typeof(T))
            return (T)e;
        throw new CheckFailedException(Describe(what, "expected " + typeof(T).Name + ", got " + e.GetType().Name + ": " + e.Message));
    }
}
