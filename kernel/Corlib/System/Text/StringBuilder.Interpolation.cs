using System.Runtime.CompilerServices;

namespace System.Text;

public sealed partial class StringBuilder
{
    public StringBuilder Append([InterpolatedStringHandlerArgument("")] ref AppendInterpolatedStringHandler handler) => this;

    public StringBuilder Append(
        IFormatProvider? provider, [InterpolatedStringHandlerArgument("", nameof(provider))] ref AppendInterpolatedStringHandler handler) => this;

    public StringBuilder AppendLine([InterpolatedStringHandlerArgument("")] ref AppendInterpolatedStringHandler handler) => AppendLine();

    public StringBuilder AppendLine(
        IFormatProvider? provider, [InterpolatedStringHandlerArgument("", nameof(provider))] ref AppendInterpolatedStringHandler handler) => AppendLine();

    /// <summary>Writes the parts of an interpolated string straight into the builder.</summary>
    [InterpolatedStringHandler]
    public readonly struct AppendInterpolatedStringHandler
    {
        private readonly StringBuilder _builder;
        private readonly IFormatProvider? _provider;
        private readonly ICustomFormatter? _custom;

        public AppendInterpolatedStringHandler(int literalLength, int formattedCount, StringBuilder stringBuilder)
            : this(literalLength, formattedCount, stringBuilder, null)
        {
        }

        public AppendInterpolatedStringHandler(int literalLength, int formattedCount, StringBuilder stringBuilder, IFormatProvider? provider)
        {
            _builder = stringBuilder;
            _provider = provider;
            _custom = (ICustomFormatter?)provider?.GetFormat(typeof(ICustomFormatter));
        }

        public void AppendLiteral(string value) => _builder.Append(value);

        public void AppendFormatted<T>(T value) => AppendFormatted(value, null);

        public void AppendFormatted<T>(T value, string? format)
        {
            if (_custom is not null)
            {
                _builder.AppendArgument(_provider, _custom, format, value);
            }
            else if (value is ISpanFormattable)
            {
                // The cast stands inside the call: so the compiler sees that a value type needs no box.
                int written;
                while (!((ISpanFormattable)value).TryFormat(_builder.Free, out written, format, _provider))
                    _builder.MakeRoom();
                _builder._length += written;
            }
            else if (value is IFormattable)
            {
                _builder.Append(((IFormattable)value).ToString(format, _provider));
            }
            else
            {
                _builder.Append(value?.ToString());
            }
        }

        public void AppendFormatted<T>(T value, int alignment) => AppendFormatted(value, alignment, null);

        public void AppendFormatted<T>(T value, int alignment, string? format)
        {
            int start = _builder._length;
            AppendFormatted(value, format);
            _builder.Align(start, alignment);
        }

        public void AppendFormatted(ReadOnlySpan<char> value) => _builder.Append(value);

        public void AppendFormatted(ReadOnlySpan<char> value, int alignment = 0, string? format = null)
        {
            int start = _builder._length;
            _builder.Append(value);
            _builder.Align(start, alignment);
        }

        public void AppendFormatted(string? value)
        {
            if (_custom is null)
                _builder.Append(value);
            else
                AppendFormatted<string?>(value);
        }

        public void AppendFormatted(string? value, int alignment = 0, string? format = null) =>
            AppendFormatted<string?>(value, alignment, format);

        public void AppendFormatted(object? value, int alignment = 0, string? format = null) =>
            AppendFormatted<object?>(value, alignment, format);
    }
}
