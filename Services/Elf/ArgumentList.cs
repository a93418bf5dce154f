using System;
using Services.Linux;
using Services.Memory;

namespace Services.Elf;

/// <summary>The strings of argv or envp, each with its NUL, one after the other. Grows by doubling; bounded by <see cref="MaxTotalBytes"/>.</summary>
internal sealed class ArgumentList
{
    /// <summary>Longest string with its NUL (MAX_ARG_STRLEN).</summary>
    private const int MaxStringBytes = 32 * 4096;

    private const int InitialBytes = 512;
    private const int PointerBytes = 8;

    /// <summary>Most that all lists of one execve may take on the stack, pointers included.</summary>
    public const int MaxTotalBytes = 6 << 20;

    private byte[] _bytes = new byte[InitialBytes];
    private int _length;

    public int Count { get; private set; }

    /// <summary>All strings with their NULs.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>What it takes on the stack.</summary>
    public int StackBytes => _length + Count * PointerBytes;

    /// <summary>Reads a NULL-terminated array of strings; no array is an empty one. E2BIG when too long, EFAULT.</summary>
    public static Errno ReadFrom(AddressSpace space, ulong array, int maxBytes, out ArgumentList list)
    {
        list = new ArgumentList();
        if (array == 0)
            return Errno.OK;
        for (ulong at = array; ; at += PointerBytes)
        {
            if (!space.TryReadUInt64(at, out ulong pointer))
                return Errno.EFAULT;
            if (pointer == 0)
                return Errno.OK;
            Errno error = list.Append(space, pointer);
            if (error != Errno.OK)
                return error;
            if (list.StackBytes > maxBytes)
                return Errno.E2BIG;
        }
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length + 1);
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
        _bytes[_length++] = 0;
        Count++;
    }

    /// <summary>Adds all strings of another list but the first few.</summary>
    public void AddFrom(ArgumentList other, int skip)
    {
        ReadOnlySpan<byte> rest = other.Bytes;
        for (int i = 0; i < skip && rest.Length > 0; i++)
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
        Reserve(rest.Length);
        rest.CopyTo(_bytes.AsSpan(_length));
        _length += rest.Length;
        Count += Math.Max(other.Count - skip, 0);
    }

    private Errno Append(AddressSpace space, ulong address)
    {
        int start = _length;
        while (true)
        {
            Reserve(1);
            Errno error = space.ReadCString(address + (ulong)(_length - start), _bytes.AsSpan(_length), out int read);
            _length += read;
            if (_length - start >= MaxStringBytes)
                return Errno.E2BIG;
            if (error == Errno.ENAMETOOLONG)
                continue;
            if (error != Errno.OK)
                return error;

            // ReadCString found the NUL inside the buffer, so there is room for it.
            _bytes[_length++] = 0;
            Count++;
            return Errno.OK;
        }
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }
}
