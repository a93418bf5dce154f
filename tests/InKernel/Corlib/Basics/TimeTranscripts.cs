using System;

namespace InKernel.Corlib.Basics;

/// <summary>Dates and lengths of time.</summary>
public static class TimeTranscripts
{
    [KernelValue]
    public static string Time_spans()
    {
        var random = new Lehmer(501);
        var transcript = new Transcript();
        for (int i = 0; i < 300; i++)
        {
            var a = new TimeSpan((long)random.Bits() >> random.Next(64));
            var b = new TimeSpan((long)random.Bits() >> random.Next(64));
            double factor = (random.Next(2000) - 1000) / 100.0;
            transcript.Add(a.ToString());
            transcript.Add(string.Join(' ', a.Days.ToString(), a.Hours.ToString(), a.Minutes.ToString(), a.Seconds.ToString(), a.Milliseconds.ToString()));
            transcript.Add(a.Microseconds + 1000 * a.Nanoseconds);
            transcript.Add(a.TotalDays.ToString("R") + " " + a.TotalSeconds.ToString("R") + " " + a.TotalMilliseconds.ToString("R"));
            transcript.Try(() => (a + b).ToString());
            transcript.Try(() => (a - b).ToString());
            transcript.Try(() => (-a).ToString());
            transcript.Try(() => a.Duration().ToString());
            transcript.Try(() => (a * factor).ToString());
            transcript.Try(() => (a / factor).ToString());
            transcript.Add(a.CompareTo(b));
            transcript.Try(() => TimeSpan.FromSeconds(factor * i).ToString());
            transcript.Try(() => TimeSpan.FromMilliseconds((long)random.Bits()).ToString());
            transcript.Try(() => new TimeSpan(random.Next(100), random.Next(100), random.Next(100), random.Next(100), -5).ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Dates()
    {
        var random = new Lehmer(502);
        var transcript = new Transcript();
        for (int i = 0; i < 400; i++)
        {
            int year = random.Next(10010) - 5;
            int month = random.Next(14);
            int day = random.Next(33);
            transcript.Try(() => new DateTime(year, month, day).ToString());
            transcript.Try(() => DateTime.DaysInMonth(year, month).ToString() + DateTime.IsLeapYear(year));
            var moment = new DateTime((long)(random.Bits() % (ulong)DateTime.MaxValue.Ticks), (DateTimeKind)random.Next(2));
            transcript.Add(moment.ToString("s") + moment.ToString("u") + moment.ToString("o") + moment.ToString("r"));
            transcript.Add(moment.DayOfWeek.ToString() + moment.DayOfYear.ToString() + moment.Millisecond.ToString());
            transcript.Try(() => moment.AddMonths(random.Next(1000) - 500).ToString());
            transcript.Try(() => moment.AddDays(random.Next(100000) / 7.0).ToString("o"));
            transcript.Try(() => moment.AddYears(random.Next(40) - 20).ToString());
            transcript.Add((moment - DateTime.UnixEpoch).ToString());
            transcript.Add(moment.Date.ToString("o") + moment.TimeOfDay.ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Conversions_in_bases()
    {
        var random = new Lehmer(503);
        var transcript = new Transcript();
        int[] bases = [2, 8, 10, 16, 7];
        for (int i = 0; i < 500; i++)
        {
            long value = (long)random.Bits() >> random.Next(64);
            int @base = bases[random.Next(bases.Length)];
            transcript.Try(() => Convert.ToString(value, @base) + Convert.ToString((int)value, @base) + Convert.ToString((short)value, @base));
            string text = random.Next(4) == 0 ? Text.RandomText.From(random, "0123x-+ fF", 6) : @base == 7 ? "5" : Convert.ToString(value, @base);
            transcript.Try(() => Convert.ToInt32(text, @base).ToString());
            transcript.Try(() => Convert.ToInt64(text, @base).ToString());
            transcript.Try(() => Convert.ToUInt64(text, @base).ToString());
            transcript.Try(() => Convert.ToHexString(BitConverter.GetBytes(value)) + Convert.ToHexStringLower(BitConverter.GetBytes((short)value)));
            transcript.Try(() => Convert.ToHexString(Convert.FromHexString(text)));
        }

        return transcript.ToString();
    }
}
