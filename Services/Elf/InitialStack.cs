using System;
using System.Buffers.Binary;
using Ostd;

namespace Services.Elf;

/// <summary>
/// What a program finds on its stack: argc, argv, envp, the auxiliary vector, and above them what they point to.
/// </summary>
internal sealed class InitialStack
{
    private const int PointerBytes = 8;
    private const int RandomBytes = 16;

    /// <summary>AT_PLATFORM.</summary>
    private static ReadOnlySpan<byte> Platform => "x86_64\0"u8;

    private readonly byte[] _bytes;
    private readonly ulong _top;

    private InitialStack(byte[] bytes, ulong top)
    {
        _bytes = bytes;
        _top = top;
    }

    /// <summary>What to write at <see cref="StackPointer"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;
    public ulong StackPointer => _top - (ulong)_bytes.Length;

    public ulong ArgumentsStart { get; private set; }
    public ulong ArgumentsEnd { get; private set; }
    public ulong EnvironmentStart => ArgumentsEnd;
    public ulong EnvironmentEnd { get; private set; }
    public ulong AuxiliaryStart { get; private set; }
    public ulong AuxiliaryEnd { get; private set; }

    /// <summary>Lays everything out below <paramref name="top"/>, which is 16-byte aligned.</summary>
    public static InitialStack Build(ulong top, ArgumentList arguments, ArgumentList environment, ReadOnlySpan<byte> fileName, AuxiliaryVector auxiliary)
    {
        // From the top: a word of zeros, the file name, environment, arguments, platform, random bytes, then words.
        int strings = PointerBytes + fileName.Length + 1 + environment.Bytes.Length + arguments.Bytes.Length + Platform.Length + RandomBytes;
        int words = 1 + arguments.Count + 1 + environment.Count + 1 + auxiliary.MaxWords;
        int size = checked(strings + words * PointerBytes + 15) & ~15;
        var stack = new InitialStack(new byte[size], top);
        stack.Fill(arguments, environment, fileName, auxiliary);
        return stack;
    }

    private void Fill(ArgumentList arguments, ArgumentList environment, ReadOnlySpan<byte> fileName, AuxiliaryVector auxiliary)
    {
        int at = _bytes.Length - PointerBytes - fileName.Length - 1;
        fileName.CopyTo(_bytes.AsSpan(at));
        ulong nameAddress = AddressOf(at);

        at -= environment.Bytes.Length;
        int environmentAt = at;
        environment.Bytes.CopyTo(_bytes.AsSpan(at));
        EnvironmentEnd = nameAddress;

        at -= arguments.Bytes.Length;
        int argumentsAt = at;
        arguments.Bytes.CopyTo(_bytes.AsSpan(at));
        ArgumentsStart = AddressOf(argumentsAt);
        ArgumentsEnd = AddressOf(environmentAt);

        at -= Platform.Length;
        Platform.CopyTo(_bytes.AsSpan(at));
        ulong platformAddress = AddressOf(at);

        at -= RandomBytes;
        RandomSource.Fill(_bytes.AsSpan(at, RandomBytes));
        ulong randomAddress = AddressOf(at);

        auxiliary.Add(AuxiliaryVector.AT_EXECFN, nameAddress);
        auxiliary.Add(AuxiliaryVector.AT_PLATFORM, platformAddress);
        auxiliary.Add(AuxiliaryVector.AT_RANDOM, randomAddress);

        int word = 0;
        Put(ref word, (ulong)arguments.Count);
        PutPointers(ref word, argumentsAt, arguments);
        PutPointers(ref word, environmentAt, environment);
        AuxiliaryStart = AddressOf(word);
        foreach ((ulong key, ulong value) in auxiliary.Entries)
        {
            Put(ref word, key);
            Put(ref word, value);
        }

        Put(ref word, AuxiliaryVector.AT_NULL);
        Put(ref word, 0);
        AuxiliaryEnd = AddressOf(word);
    }

    private void PutPointers(ref int word, int stringsAt, ArgumentList list)
    {
        ReadOnlySpan<byte> bytes = list.Bytes;
        int at = 0;
        for (int i = 0; i < list.Count; i++)
        {
            Put(ref word, AddressOf(stringsAt + at));
            at += bytes[at..].IndexOf((byte)0) + 1;
        }

        Put(ref word, 0);
    }

    private void Put(ref int at, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(at), value);
        at += PointerBytes;
    }

    private ulong AddressOf(int offset) => StackPointer + (ulong)offset;
}
