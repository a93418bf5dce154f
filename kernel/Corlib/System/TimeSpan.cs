using System.Diagnostics.CodeAnalysis;

namespace System;

/// <summary>A length of time in ticks of 100 nanoseconds.</summary>
public readonly struct TimeSpan : IComparable, IComparable<TimeSpan>, IEquatable<TimeSpan>, ISpanFormattable
{
    public const long NanosecondsPerTick = 100;
    public const long TicksPerMicrosecond = 10;
    public const long TicksPerMillisecond = 1000 * TicksPerMicrosecond;
    public const long TicksPerSecond = 1000 * TicksPerMillisecond;
    public const long TicksPerMinute = 60 * TicksPerSecond;
    public const long TicksPerHour = 60 * TicksPerMinute;
    public const long TicksPerDay = 24 * TicksPerHour;

    public static readonly TimeSpan Zero = new(0);
    public static readonly TimeSpan MaxValue = new(long.MaxValue);
    public static readonly TimeSpan MinValue = new(long.MinValue);

    private readonly long _ticks;

    public TimeSpan(long ticks) => _ticks = ticks;

    public TimeSpan(int hours, int minutes, int seconds)
        : this(0, hours, minutes, seconds)
    {
    }

    public TimeSpan(int days, int hours, int minutes, int seconds)
        : this(days, hours, minutes, seconds, 0)
    {
    }

    public TimeSpan(int days, int hours, int minutes, int seconds, int milliseconds)
    {
        // No overflow: 2^31 days are 2e21 ticks, so the sum is taken in milliseconds, where it is below 2^58.
        long total = ((days * 24L + hours) * 60 + minutes) * 60 + seconds;
        long inMilliseconds = total * 1000 + milliseconds;
        if (inMilliseconds > long.MaxValue / TicksPerMillisecond || inMilliseconds < long.MinValue / TicksPerMillisecond)
        {
            throw new ArgumentOutOfRangeException(null, TooLong);
        }

        _ticks = inMilliseconds * TicksPerMillisecond;
    }

    private const string TooLong = "TimeSpan overflowed because the duration is too long.";

    public long Ticks => _ticks;

    public int Days => (int)(_ticks / TicksPerDay);

    public int Hours => (int)(_ticks / TicksPerHour % 24);

    public int Minutes => (int)(_ticks / TicksPerMinute % 60);

    public int Seconds => (int)(_ticks / TicksPerSecond % 60);

    public int Milliseconds => (int)(_ticks / TicksPerMillisecond % 1000);

    public int Microseconds => (int)(_ticks / TicksPerMicrosecond % 1000);

    public int Nanoseconds => (int)(_ticks % TicksPerMicrosecond * NanosecondsPerTick);

    public double TotalDays => (double)_ticks / TicksPerDay;

    public double TotalHours => (double)_ticks / TicksPerHour;

    public double TotalMinutes => (double)_ticks / TicksPerMinute;

    public double TotalSeconds => (double)_ticks / TicksPerSecond;

    public double TotalMilliseconds => (double)_ticks / TicksPerMillisecond;

    public double TotalMicroseconds => (double)_ticks / TicksPerMicrosecond;

    public double TotalNanoseconds => (double)_ticks * NanosecondsPerTick;

    public static TimeSpan FromTicks(long value) => new(value);

    public static TimeSpan FromDays(double value) => Scaled(value, TicksPerDay);

    public static TimeSpan FromDays(int days) => Scaled(days, TicksPerDay);

    public static TimeSpan FromHours(double value) => Scaled(value, TicksPerHour);

    public static TimeSpan FromHours(int hours) => Scaled(hours, TicksPerHour);

    public static TimeSpan FromMinutes(double value) => Scaled(value, TicksPerMinute);

    public static TimeSpan FromMinutes(long minutes) => Scaled(minutes, TicksPerMinute);

    public static TimeSpan FromSeconds(double value) => Scaled(value, TicksPerSecond);

    public static TimeSpan FromSeconds(long seconds) => Scaled(seconds, TicksPerSecond);

    public static TimeSpan FromMilliseconds(double value) => Scaled(value, TicksPerMillisecond);

    public static TimeSpan FromMilliseconds(long milliseconds) => Scaled(milliseconds, TicksPerMillisecond);

    public static TimeSpan FromMicroseconds(double value) => Scaled(value, TicksPerMicrosecond);

    public static TimeSpan FromMicroseconds(long microseconds) => Scaled(microseconds, TicksPerMicrosecond);

    public TimeSpan Add(TimeSpan ts) => this + ts;

    public TimeSpan Subtract(TimeSpan ts) => this - ts;

    public TimeSpan Negate() => -this;

    public TimeSpan Duration() => _ticks == long.MinValue
        ? throw new OverflowException("The duration cannot be returned for TimeSpan.MinValue because the absolute value of TimeSpan.MinValue exceeds the value of TimeSpan.MaxValue.")
        : new TimeSpan(_ticks < 0 ? -_ticks : _ticks);

    public TimeSpan Multiply(double factor) => this * factor;

    public TimeSpan Divide(double divisor) => this / divisor;

    public double Divide(TimeSpan ts) => this / ts;

    public static int Compare(TimeSpan t1, TimeSpan t2) => t1._ticks.CompareTo(t2._ticks);

    public int CompareTo(TimeSpan value) => _ticks.CompareTo(value._ticks);

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        TimeSpan other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type TimeSpan."),
    };

    public bool Equals(TimeSpan obj) => _ticks == obj._ticks;

    public override bool Equals([NotNullWhen(true)] object? value) => value is TimeSpan other && _ticks == other._ticks;

    public static bool Equals(TimeSpan t1, TimeSpan t2) => t1._ticks == t2._ticks;

    public override int GetHashCode() => _ticks.GetHashCode();

    /// <summary><c>[-][d.]hh:mm:ss[.fffffff]</c></summary>
    public override string ToString()
    {
        ulong ticks = _ticks < 0 ? (ulong)-_ticks : (ulong)_ticks;
        ulong days = ticks / TicksPerDay;
        ulong fraction = ticks % TicksPerSecond;
        string text = string.Create(
            null, $"{ticks / TicksPerHour % 24:D2}:{ticks / TicksPerMinute % 60:D2}:{ticks / TicksPerSecond % 60:D2}");
        if (days != 0)
        {
            text = string.Concat(days.ToString(), ".", text);
        }

        if (fraction != 0)
        {
            text = string.Concat(text, ".", fraction.ToString("D7"));
        }

        return _ticks < 0 ? "-" + text : text;
    }

    public string ToString(string? format) => format is null or "" or "c" or "t" or "T"
        ? ToString()
        : throw new NotSupportedException("Only the constant format of TimeSpan is supported.");

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? formatProvider = null)
    {
        string text = ToString(new string(format));
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    public static TimeSpan operator -(TimeSpan t) => t._ticks == long.MinValue
        ? throw new OverflowException("Negating the minimum value of a twos complement number is invalid.")
        : new TimeSpan(-t._ticks);

    public static TimeSpan operator +(TimeSpan t) => t;

    public static TimeSpan operator +(TimeSpan t1, TimeSpan t2)
    {
        long sum = t1._ticks + t2._ticks;
        bool overflowed = ((t1._ticks ^ sum) & (t2._ticks ^ sum)) < 0;
        return overflowed ? throw new OverflowException(TooLong) : new TimeSpan(sum);
    }

    public static TimeSpan operator -(TimeSpan t1, TimeSpan t2)
    {
        long difference = t1._ticks - t2._ticks;
        bool overflowed = ((t1._ticks ^ t2._ticks) & (t1._ticks ^ difference)) < 0;
        return overflowed ? throw new OverflowException(TooLong) : new TimeSpan(difference);
    }

    public static TimeSpan operator *(TimeSpan timeSpan, double factor) => double.IsNaN(factor)
        ? throw new ArgumentException("TimeSpan does not accept floating point Not-a-Number values.", nameof(factor))
        : FromDouble(Math.Round(timeSpan._ticks * factor));

    public static TimeSpan operator *(double factor, TimeSpan timeSpan) => timeSpan * factor;

    public static TimeSpan operator /(TimeSpan timeSpan, double divisor) => double.IsNaN(divisor)
        ? throw new ArgumentException("TimeSpan does not accept floating point Not-a-Number values.", nameof(divisor))
        : FromDouble(Math.Round(timeSpan._ticks / divisor));

    public static double operator /(TimeSpan t1, TimeSpan t2) => t1._ticks / (double)t2._ticks;

    public static bool operator ==(TimeSpan t1, TimeSpan t2) => t1._ticks == t2._ticks;

    public static bool operator !=(TimeSpan t1, TimeSpan t2) => t1._ticks != t2._ticks;

    public static bool operator <(TimeSpan t1, TimeSpan t2) => t1._ticks < t2._ticks;

    public static bool operator <=(TimeSpan t1, TimeSpan t2) => t1._ticks <= t2._ticks;

    public static bool operator >(TimeSpan t1, TimeSpan t2) => t1._ticks > t2._ticks;

    public static bool operator >=(TimeSpan t1, TimeSpan t2) => t1._ticks >= t2._ticks;

    private static TimeSpan Scaled(double value, long scale) => double.IsNaN(value)
        ? throw new ArgumentException("TimeSpan does not accept floating point Not-a-Number values.", nameof(value))
        : FromDouble(value * scale);

    private static TimeSpan Scaled(long value, long scale) => value > long.MaxValue / scale || value < long.MinValue / scale
        ? throw new ArgumentOutOfRangeException(null, TooLong)
        : new TimeSpan(value * scale);

    private static TimeSpan FromDouble(double ticks)
    {
        if (ticks > long.MaxValue || ticks < long.MinValue || double.IsNaN(ticks))
        {
            throw new OverflowException(TooLong);
        }

        return new TimeSpan(ticks == long.MaxValue ? long.MaxValue : (long)ticks);
    }
}
