using System.Diagnostics.CodeAnalysis;

namespace System;

/// <summary>
/// A moment in the Gregorian calendar, in ticks of 100 nanoseconds since the year 1. There is no clock here (the kernel
/// has its own) and there are no time zones.
/// </summary>
public readonly partial struct DateTime : IComparable, IComparable<DateTime>, IEquatable<DateTime>, ISpanFormattable
{
    private const int DaysPerYear = 365;
    private const int DaysPer4Years = 4 * DaysPerYear + 1;
    private const int DaysPer100Years = 25 * DaysPer4Years - 1;
    private const int DaysPer400Years = 4 * DaysPer100Years + 1;
    private const int DaysTo10000 = 25 * DaysPer400Years - 366;
    private const long MaxTicks = DaysTo10000 * TimeSpan.TicksPerDay - 1;

    public static readonly DateTime MinValue = new(0, DateTimeKind.Unspecified);
    public static readonly DateTime MaxValue = new(MaxTicks, DateTimeKind.Unspecified);
    public static readonly DateTime UnixEpoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly long _ticks;
    private readonly DateTimeKind _kind;

    public DateTime(long ticks)
        : this(ticks, DateTimeKind.Unspecified)
    {
    }

    public DateTime(long ticks, DateTimeKind kind)
    {
        if ((ulong)ticks > MaxTicks)
        {
            throw new ArgumentOutOfRangeException(nameof(ticks), "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.");
        }

        if ((uint)kind > (uint)DateTimeKind.Local)
        {
            throw new ArgumentException("Invalid DateTimeKind value.", nameof(kind));
        }

        _ticks = ticks;
        _kind = kind;
    }

    public DateTime(int year, int month, int day)
        : this(DateToTicks(year, month, day))
    {
    }

    public DateTime(int year, int month, int day, int hour, int minute, int second)
        : this(year, month, day, hour, minute, second, DateTimeKind.Unspecified)
    {
    }

    public DateTime(int year, int month, int day, int hour, int minute, int second, DateTimeKind kind)
        : this(DateToTicks(year, month, day) + TimeToTicks(hour, minute, second), kind)
    {
    }

    public long Ticks => _ticks;

    public DateTimeKind Kind => _kind;

    public DateTime Date => new(_ticks - _ticks % TimeSpan.TicksPerDay, _kind);

    public TimeSpan TimeOfDay => new(_ticks % TimeSpan.TicksPerDay);

    public int Year => GetDate().Year;

    public int Month => GetDate().Month;

    public int Day => GetDate().Day;

    public int Hour => TimeOfDay.Hours;

    public int Minute => TimeOfDay.Minutes;

    public int Second => TimeOfDay.Seconds;

    public int Millisecond => TimeOfDay.Milliseconds;

    // The first of January of the year 1 was a Monday.
    public DayOfWeek DayOfWeek => (DayOfWeek)((_ticks / TimeSpan.TicksPerDay + 1) % 7);

    public int DayOfYear => (int)(_ticks / TimeSpan.TicksPerDay - DaysBeforeYear(Year)) + 1;

    public static bool IsLeapYear(int year)
    {
        if (year is < 1 or > 9999)
        {
            throw new ArgumentOutOfRangeException(nameof(year), "Year must be between 1 and 9999.");
        }

        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    public static int DaysInMonth(int year, int month)
    {
        if (month is < 1 or > 12)
        {
            throw new ArgumentOutOfRangeException(nameof(month), month, "Month must be between one and twelve.");
        }

        return DaysBeforeMonth(year, month + 1) - DaysBeforeMonth(year, month);
    }

    public DateTime Add(TimeSpan value) => AddTicks(value.Ticks);

    public DateTime AddTicks(long value)
    {
        long ticks = _ticks + value;
        if ((ulong)ticks > MaxTicks)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "The added or subtracted value results in an un-representable DateTime.");
        }

        return new DateTime(ticks, _kind);
    }

    public DateTime AddDays(double value) => AddTicks(Scaled(value, TimeSpan.TicksPerDay));

    public DateTime AddHours(double value) => AddTicks(Scaled(value, TimeSpan.TicksPerHour));

    public DateTime AddMinutes(double value) => AddTicks(Scaled(value, TimeSpan.TicksPerMinute));

    public DateTime AddSeconds(double value) => AddTicks(Scaled(value, TimeSpan.TicksPerSecond));

    public DateTime AddMilliseconds(double value) => AddTicks(Scaled(value, TimeSpan.TicksPerMillisecond));

    public DateTime AddYears(int value) => AddMonths(checked(value * 12));

    /// <summary>The same day of another month, or its last day when it has no such day.</summary>
    public DateTime AddMonths(int months)
    {
        if (months is < -120000 or > 120000)
        {
            throw new ArgumentOutOfRangeException(nameof(months), "Months value must be between +/-120000.");
        }

        (int year, int month, int day) = GetDate();
        int count = year * 12 + month - 1 + months;
        year = Math.DivRem(count, 12, out month);
        month++;
        if (year is < 1 or > 9999)
        {
            throw new ArgumentOutOfRangeException(nameof(months), "The added or subtracted value results in an un-representable DateTime.");
        }

        return new DateTime(
            DateToTicks(year, month, Math.Min(day, DaysInMonth(year, month))) + _ticks % TimeSpan.TicksPerDay, _kind);
    }

    public TimeSpan Subtract(DateTime value) => this - value;

    public static int Compare(DateTime t1, DateTime t2) => t1._ticks.CompareTo(t2._ticks);

    public int CompareTo(DateTime value) => _ticks.CompareTo(value._ticks);

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        DateTime other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type DateTime."),
    };

    public bool Equals(DateTime value) => _ticks == value._ticks;

    public override bool Equals([NotNullWhen(true)] object? value) => value is DateTime other && _ticks == other._ticks;

    public override int GetHashCode() => _ticks.GetHashCode();

    public static DateTime operator +(DateTime d, TimeSpan t) => d.AddTicks(t.Ticks);

    public static DateTime operator -(DateTime d, TimeSpan t) => d.AddTicks(-t.Ticks);

    public static TimeSpan operator -(DateTime d1, DateTime d2) => new(d1._ticks - d2._ticks);

    public static bool operator ==(DateTime d1, DateTime d2) => d1._ticks == d2._ticks;

    public static bool operator !=(DateTime d1, DateTime d2) => d1._ticks != d2._ticks;

    public static bool operator <(DateTime t1, DateTime t2) => t1._ticks < t2._ticks;

    public static bool operator <=(DateTime t1, DateTime t2) => t1._ticks <= t2._ticks;

    public static bool operator >(DateTime t1, DateTime t2) => t1._ticks > t2._ticks;

    public static bool operator >=(DateTime t1, DateTime t2) => t1._ticks >= t2._ticks;

    private (int Year, int Month, int Day) GetDate()
    {
        int days = (int)(_ticks / TimeSpan.TicksPerDay);
        int y400 = Math.DivRem(days, DaysPer400Years, out days);
        int y100 = Math.Min(days / DaysPer100Years, 3);
        days -= y100 * DaysPer100Years;
        int y4 = Math.DivRem(days, DaysPer4Years, out days);
        int y1 = Math.Min(days / DaysPerYear, 3);
        days -= y1 * DaysPerYear;
        int year = y400 * 400 + y100 * 100 + y4 * 4 + y1 + 1;

        int month = 1;
        while (days >= DaysBeforeMonth(year, month + 1))
        {
            month++;
        }

        return (year, month, days - DaysBeforeMonth(year, month) + 1);
    }

    private static long DateToTicks(int year, int month, int day)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month))
        {
            throw new ArgumentOutOfRangeException(null, "Year, Month, and Day parameters describe an un-representable DateTime.");
        }

        return (DaysBeforeYear(year) + DaysBeforeMonth(year, month) + day - 1) * TimeSpan.TicksPerDay;
    }

    private static long TimeToTicks(int hour, int minute, int second)
    {
        if ((uint)hour >= 24 || (uint)minute >= 60 || (uint)second >= 60)
        {
            throw new ArgumentOutOfRangeException(null, "Hour, Minute, and Second parameters describe an un-representable DateTime.");
        }

        return ((hour * 60L + minute) * 60 + second) * TimeSpan.TicksPerSecond;
    }

    private static long DaysBeforeYear(int year)
    {
        int y = year - 1;
        return y * 365L + y / 4 - y / 100 + y / 400;
    }

    // Month 13 stands for the end of the year.
    private static int DaysBeforeMonth(int year, int month)
    {
        ReadOnlySpan<short> before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
        return before[month - 1] + (month > 2 && IsLeapYear(year) ? 1 : 0);
    }

    // The whole units exactly; only the fraction goes through floating point.
    private static long Scaled(double value, long scale)
    {
        if (Math.Abs(value) > MaxTicks / scale)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "Value to add was out of range.");
        }

        double whole = Math.Truncate(value);
        return (long)whole * scale + (long)((value - whole) * scale);
    }
}
