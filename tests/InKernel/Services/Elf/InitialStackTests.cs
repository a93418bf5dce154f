using System;
using System.Buffers.Binary;
using System.Text;
using InKernel;
using Services.Elf;

namespace InKernel.Services.Elf;

/// <summary>The stack of a program that starts, read back as its C library reads it.</summary>
public static class InitialStackTests
{
    private const ulong Top = 0x7fff_ffff_f000;

    [KernelTest]
    public static void Arguments_environment_and_vector_are_found_from_the_stack_pointer()
    {
        var auxiliary = new AuxiliaryVector();
        auxiliary.Add(AuxiliaryVector.AT_PAGESZ, 4096);
        InitialStack stack = InitialStack.Build(Top, List("prog", "-x"), List("A=1", "BB=22", "C="), "/bin/prog"u8, auxiliary);
        var reader = new Reader(stack);
        Check.Equal(0UL, stack.StackPointer % 16, "aligned");
        Check.Equal(2UL, reader.Next());
        Check.Equal("prog", reader.NextString());
        Check.Equal("-x", reader.NextString());
        Check.Equal(0UL, reader.Next());
        Check.Equal("A=1", reader.NextString());
        Check.Equal("BB=22", reader.NextString());
        Check.Equal("C=", reader.NextString());
        Check.Equal(0UL, reader.Next());

        Check.Equal(AuxiliaryVector.AT_PAGESZ, reader.Next());
        Check.Equal(4096UL, reader.Next());
        Check.Equal(AuxiliaryVector.AT_EXECFN, reader.Next());
        Check.Equal("/bin/prog", reader.NextString());
        Check.Equal(AuxiliaryVector.AT_PLATFORM, reader.Next());
        Check.Equal("x86_64", reader.NextString());
        Check.Equal(AuxiliaryVector.AT_RANDOM, reader.Next());
        ulong random = reader.Next();
        Check.True(random >= stack.StackPointer && random + 16 <= Top);
        Check.Equal(AuxiliaryVector.AT_NULL, reader.Next());
        Check.Equal(0UL, reader.Next());

        Check.Equal("prog\0-x\0", reader.Between(stack.ArgumentsStart, stack.ArgumentsEnd));
        Check.Equal("A=1\0BB=22\0C=\0", reader.Between(stack.EnvironmentStart, stack.EnvironmentEnd));
    }

    [KernelTest]
    public static void The_stack_is_aligned_whatever_the_lengths_of_the_strings()
    {
        for (int length = 0; length < 40; length++)
        {
            InitialStack stack = InitialStack.Build(Top, List(new string('x', length)), List(), "/f"u8, new AuxiliaryVector());
            Check.Equal(0UL, stack.StackPointer % 16, $"{length} characters");
        }
    }

    private static ArgumentList List(params string[] texts)
    {
        var list = new ArgumentList();
        foreach (string text in texts)
            list.Add(Encoding.ASCII.GetBytes(text));
        return list;
    }

    private sealed class Reader(InitialStack stack)
    {
        private ulong _at = stack.StackPointer;

        public ulong Next()
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(stack.Bytes[(int)(_at - stack.StackPointer)..]);
            _at += 8;
            return value;
        }

        public string NextString()
        {
            ulong address = Next();
            ReadOnlySpan<byte> text = stack.Bytes[(int)(address - stack.StackPointer)..];
            return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
        }

        public string Between(ulong start, ulong end) => Encoding.ASCII.GetString(stack.Bytes.Slice((int)(start - stack.StackPointer), (int)(end - start)));
    }
}
