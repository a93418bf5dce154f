namespace System;

/// <summary>The root of everything that can be thrown. Where it was thrown is recorded by the dispatcher in kernel/Runtime.</summary>
public partial class Exception
{
    private readonly string? _message;
    private readonly Exception? _innerException;

    public Exception()
    {
    }

    public Exception(string? message) => _message = message;

    public Exception(string? message, Exception? innerException)
    {
        _message = message;
        _innerException = innerException;
    }

    public virtual string Message => _message ?? string.Concat("Exception of type '", GetType().ToString(), "' was thrown.");

    public Exception? InnerException => _innerException;

    public virtual Exception GetBaseException()
    {
        Exception root = this;
        while (root._innerException is { } inner)
        {
            root = inner;
        }

        return root;
    }

    public override string ToString()
    {
        string message = Message;
        string text = GetType().ToString() ?? "";
        if (!string.IsNullOrEmpty(message))
        {
            text = string.Concat(text, ": ", message);
        }

        if (_innerException is not null)
        {
            text = string.Concat(text, "\n ---> ", _innerException.ToString(), "\n   --- End of inner exception stack trace ---");
        }

        string? trace = StackTrace;
        return trace is null ? text : string.Concat(text, "\n", trace);
    }
}
