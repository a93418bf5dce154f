using System;
using System.Collections.Generic;

namespace InKernel.Corlib.Spans;

/// <summary>Random operations on spans of bytes, characters, integers, strings and structs.</summary>
public static class SpanTranscripts
{
    private const int Rounds = 500;

    [KernelValue]
    public static string Searching()
    {
        var transcript = new Transcript();
        Search(transcript, 401, static i => (byte)(i * 40));
        Search(transcript, 402, static i => (char)(0x80 + 0x4000 * i));
        Search(transcript, 403, static i => i - 2);
        Search(transcript, 404, static i => (long)i << 33);
        Search(transcript, 405, static i => i == 0 ? null : new string('x', i));
        Search(transcript, 406, static i => i == 0 ? double.NaN : 1.0 / i);
        Search(transcript, 407, static i => new Pair(i / 2, (i % 2).ToString()));
        return transcript.ToString();
    }

    private static void Search<T>(Transcript transcript, uint seed, Func<int, T> make)
        where T : IEquatable<T>?
    {
        var random = new Lehmer(seed);
        for (int i = 0; i < Rounds; i++)
        {
            ReadOnlySpan<T> a = Items(random, make, 40);
            ReadOnlySpan<T> b = Items(random, make, 3);
            T one = make(random.Next(5));
            T two = make(random.Next(5));
            T three = make(random.Next(5));
            int start = random.Next(a.Length + 1);
            ReadOnlySpan<T> part = a[start..];
            transcript.Add(part.IndexOf(one) + 100 * part.LastIndexOf(one) + 10000 * part.Count(one));
            transcript.Add(part.IndexOf(b) + 100 * part.LastIndexOf(b) + 10000 * part.Count(b));
            transcript.Add(part.IndexOfAny(one, two) + 100 * part.IndexOfAny(one, two, three));
            transcript.Add(part.IndexOfAny(b) + 100 * part.LastIndexOfAny(b));
            transcript.Add(part.IndexOfAnyExcept(one) + 100 * part.IndexOfAnyExcept(b) + 10000 * part.LastIndexOfAnyExcept(one));
            transcript.Add(part.Contains(one) ^ part.StartsWith(b) ^ part.EndsWith(b));
            transcript.Add(part.SequenceEqual(a.Slice(0, part.Length)));
            transcript.Add(part.CommonPrefixLength(a));
        }
    }

    [KernelValue]
    public static string Moving()
    {
        var transcript = new Transcript();
        Move(transcript, 411, static i => (byte)i);
        Move(transcript, 412, static i => (char)(i * 257));
        Move(transcript, 413, static i => i * 16777259);
        Move(transcript, 414, static i => (ulong)i * 0x123456789ABCDEF);
        Move(transcript, 415, static i => new string('y', i % 7));
        Move(transcript, 416, static i => new Pair(i, "p"));
        Move(transcript, 417, static i => ((byte)i, (short)i, (byte)(i / 2)));
        return transcript.ToString();
    }

    private static void Move<T>(Transcript transcript, uint seed, Func<int, T> make)
    {
        var random = new Lehmer(seed);
        var items = new T[300];
        for (int i = 0; i < items.Length; i++)
            items[i] = make(i);
        for (int i = 0; i < Rounds; i++)
        {
            int from = random.Next(items.Length + 10);
            int to = random.Next(items.Length + 10);
            int length = random.Next(4) == 0 ? random.Next(300) : random.Next(40);
            T value = make(random.Next(1000));
            switch (random.Next(6))
            {
                case 0: transcript.Try(() => items.AsSpan(from, length).CopyTo(items.AsSpan(to))); break;
                case 1: transcript.Try(() => Array.Copy(items, from, items, to, length)); break;
                case 2: transcript.Try(() => items.AsSpan(from, length / 4).Fill(value)); break;
                case 3: transcript.Try(() => items.AsSpan(from, length / 4).Clear()); break;
                case 4: transcript.Try(() => items.AsSpan(from, length).Reverse()); break;
                default: transcript.Try(() => items.AsSpan(from, length).TryCopyTo(items.AsSpan(to)).ToString()); break;
            }

            int probe = random.Next(items.Length - 4);
            transcript.Add(string.Join(",", items[probe..(probe + 4)]));
        }

        transcript.Add(string.Join(",", items));
    }

    [KernelValue]
    public static string Ordering()
    {
        var random = new Lehmer(421);
        var transcript = new Transcript();
        for (int i = 0; i < Rounds; i++)
        {
            int length = random.Next(4) == 0 ? random.Next(400) : random.Next(40);
            int[] numbers = new int[length];
            for (int k = 0; k < length; k++)
                numbers[k] = random.Next(1 + random.Next(500)) - 100;
            int sought = random.Next(300) - 120;
            var words = Array.ConvertAll(numbers, static n => n % 7 == 0 ? null : n.ToString());
            var reals = Array.ConvertAll(numbers, static n => n == 5 ? double.NaN : n / 7.0);
            int[] keys = (int[])numbers.Clone();
            string[] items = Array.ConvertAll(keys, static n => "#" + n.ToString());
            Array.Sort(numbers);
            transcript.Add(string.Join(",", numbers));
            transcript.Add(FoundAt(numbers, sought));
            Array.Sort(words, StringComparer.Ordinal);
            transcript.Add(string.Join(",", words));
            Array.Sort(reals);
            transcript.Add(string.Join(",", reals));
            Array.Sort(numbers, static (a, b) => b.CompareTo(a));
            transcript.Add(string.Join(",", numbers));
            Array.Sort(keys, items);
            transcript.Add(string.Join(",", items));
        }

        return transcript.ToString();
    }

    // Of equal elements any may be found.
    private static string FoundAt(int[] sorted, int value)
    {
        int index = Array.BinarySearch(sorted, value);
        return index < 0 ? index.ToString() : "found " + sorted[index].ToString();
    }

    private static T[] Items<T>(Lehmer random, Func<int, T> make, int longest)
    {
        var items = new T[random.Next(longest)];
        for (int i = 0; i < items.Length; i++)
            items[i] = make(random.Next(5));
        return items;
    }

    private readonly record struct Pair(int Number, string Text);
}
