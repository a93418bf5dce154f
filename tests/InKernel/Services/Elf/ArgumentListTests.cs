using System.Text;
using InKernel;
using Services.Elf;

namespace InKernel.Services.Elf;

/// <summary>Lists of arguments as execve passes them on.</summary>
public static class ArgumentListTests
{
    [KernelTest]
    public static void Strings_lie_one_after_the_other_with_their_ends()
    {
        ArgumentList list = List("ls", "", "-l");
        Check.Equal(3, list.Count);
        Check.Equal("ls\0\0-l\0", Encoding.ASCII.GetString(list.Bytes));
        Check.Equal(7 + 3 * 8, list.StackBytes);
    }

    [KernelTest]
    public static void A_script_takes_all_arguments_but_the_first()
    {
        ArgumentList list = List("/bin/sh", "script");
        list.AddFrom(List("old name", "a", "b c"), skip: 1);
        Check.Equal(4, list.Count);
        Check.Equal("/bin/sh\0script\0a\0b c\0", Encoding.ASCII.GetString(list.Bytes));
        list.AddFrom(new ArgumentList(), skip: 1);
        Check.Equal(4, list.Count, "nothing to skip");
    }

    [KernelTest]
    public static void Lists_grow()
    {
        var list = new ArgumentList();
        for (int i = 0; i < 1000; i++)
            list.Add(Encoding.ASCII.GetBytes($"argument {i}"));
        Check.Equal(1000, list.Count);
        Check.True(Encoding.ASCII.GetString(list.Bytes).EndsWith("argument 999\0", System.StringComparison.Ordinal));
    }

    private static ArgumentList List(params string[] texts)
    {
        var list = new ArgumentList();
        foreach (string text in texts)
            list.Add(Encoding.ASCII.GetBytes(text));
        return list;
    }
}
