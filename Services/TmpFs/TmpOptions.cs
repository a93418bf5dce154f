using Ostd.Frames;

namespace Services.TmpFs;

/// <summary>Mount options of tmpfs: size, nr_blocks, nr_inodes, mode. Others are accepted and mean nothing here.</summary>
public sealed record TmpOptions
{
    /// <summary>Half of the memory, as on Linux, unless told otherwise.</summary>
    public long PageLimit { get; init; } = DefaultPageLimit;
    public long InodeLimit { get; init; } = DefaultPageLimit;
    public uint RootPermissions { get; init; } = 0x3ff; // 01777

    private static long DefaultPageLimit => Ostd.Kernel.Current.MemoryInfo.TotalBytes / Page.Size / 2;

    public static bool TryParse(string text, out TmpOptions options)
    {
        options = new TmpOptions();
        foreach (string option in text.Split(','))
        {
            int equals = option.IndexOf('=');
            string name = equals < 0 ? option : option[..equals];
            string value = equals < 0 ? "" : option[(equals + 1)..];
            switch (name)
            {
                case "size" when TryParseSize(value, out long bytes):
                    options = options with { PageLimit = bytes == 0 ? long.MaxValue / 2 : (bytes + Page.Size - 1) / Page.Size };
                    break;
                case "nr_blocks" when TryParseSize(value, out long pages):
                    options = options with { PageLimit = pages == 0 ? long.MaxValue / 2 : pages };
                    break;
                case "nr_inodes" when TryParseSize(value, out long inodes):
                    options = options with { InodeLimit = inodes == 0 ? long.MaxValue / 2 : inodes };
                    break;
                case "mode" when TryParseOctal(value, out uint mode):
                    options = options with { RootPermissions = mode };
                    break;
                case "size" or "nr_blocks" or "nr_inodes" or "mode":
                    return false;
            }
        }
        return true;
    }

    /// <summary>Decimal, with k, m, g or (of memory) %.</summary>
    private static bool TryParseSize(string text, out long size)
    {
        size = 0;
        if (text.Length == 0)
            return false;
        int shift = text[^1] switch
        {
            'k' or 'K' => 10,
            'm' or 'M' => 20,
            'g' or 'G' => 30,
            '%' => -1,
            _ => 0,
        };
        string digits = shift == 0 ? text : text[..^1];
        if (!TryParseDecimal(digits, out size))
            return false;
        if (shift < 0)
        {
            if (size > 100)
                return false;
            size = Ostd.Kernel.Current.MemoryInfo.TotalBytes / 100 * size;
            return true;
        }
        if (size > long.MaxValue >> shift)
            return false;
        size <<= shift;
        return true;
    }

    private static bool TryParseDecimal(string text, out long value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (c is < '0' or > '9' || value > long.MaxValue / 10 - 1)
                return false;
            value = value * 10 + (c - '0');
        }
        return text.Length > 0;
    }

    private static bool TryParseOctal(string text, out uint value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (c is < '0' or > '7' || value > 0x1ff)
                return false;
            value = value << 3 | (uint)(c - '0');
        }
        return text.Length > 0;
    }
}
