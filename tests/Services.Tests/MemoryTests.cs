using System.Collections.Generic;
using Services.Linux;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>Mapping memory, as programs see it.</summary>
public sealed class MemoryTests
{
    private const ulong Status = ScriptedProgram.Data;
    private const ulong Text = ScriptedProgram.Data + 0x1000;
    private const ulong Page = 4096;
    private const ulong Read = 1, Write = 2;
    private const ulong Shared = 1, Private = 2, Fixed = 0x10, Anonymous = 0x20, NoReplace = 0x100000;
    private const ulong NoFile = ulong.MaxValue;

    [Fact]
    public void Anonymous_memory_is_zero_until_it_is_written_and_gone_when_it_is_unmapped()
    {
        const ulong at = 0x1000_0000;
        static IEnumerable<Step> Touch(UserThread t)
        {
            yield return t.GetWord(at + Page);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("mmap", at, 3 * Page, Read | Write, Private | Anonymous | Fixed, NoFile, 0);
            Assert.Equal((long)at, t.Result);
            yield return t.GetWord(at + Page);
            Assert.Equal(0UL, t.LoadedWord);
            yield return t.PutWords(at + Page, 77);
            yield return t.GetWord(at + Page);
            Assert.Equal(77UL, t.LoadedWord);
            yield return t.GetWord(at);
            Assert.Equal(0UL, t.LoadedWord);
            yield return t.Call("munmap", at + Page, Page);
            Assert.Equal(0, t.Result);
            foreach (Step step in Dies(t, Touch, 11))
                yield return step;
            yield return t.GetWord(at + 2 * Page);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Rights_are_enforced_and_can_be_changed()
    {
        const ulong at = 0x1000_0000;
        static IEnumerable<Step> WriteIt(UserThread t)
        {
            yield return t.PutWords(at, 2);
        }

        static IEnumerable<Step> ReadIt(UserThread t)
        {
            yield return t.GetWord(at);
        }

        static IEnumerable<Step> ExecuteIt(UserThread t)
        {
            yield return new Jump(at);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("mmap", at, Page, Read | Write, Private | Anonymous | Fixed, NoFile, 0);
            yield return t.PutWords(at, 1);
            yield return t.Call("mprotect", at, Page, Read);
            foreach (Step step in Dies(t, WriteIt, 11))
                yield return step;
            foreach (Step step in Dies(t, ExecuteIt, 11))
                yield return step;
            yield return t.Call("mprotect", at, Page, 0);
            foreach (Step step in Dies(t, ReadIt, 11))
                yield return step;

            // The contents were kept.
            yield return t.Call("mprotect", at, Page, Read | Write);
            yield return t.GetWord(at);
            Assert.Equal(1UL, t.LoadedWord);
            yield return t.PutWords(at, 3);
            yield return t.GetWord(at);
            Assert.Equal(3UL, t.LoadedWord);
            yield return t.Call("mprotect", at, 2 * Page, Read);
            Assert.Equal(Errno.ENOMEM, t.Error);
            yield return t.Call("mprotect", at + 1, Page, Read);
            Assert.Equal(Errno.EINVAL, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Shared_memory_is_shared_with_children_and_private_memory_is_not()
    {
        const ulong shared = 0x1000_0000, own = 0x2000_0000;
        static IEnumerable<Step> Child(UserThread t)
        {
            yield return t.PutWords(shared, 5);
            yield return t.PutWords(own, 5);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("mmap", shared, Page, Read | Write, Shared | Anonymous | Fixed, NoFile, 0);
            Assert.Equal((long)shared, t.Result);
            yield return t.Call("mmap", own, Page, Read | Write, Private | Anonymous | Fixed, NoFile, 0);
            yield return t.PutWords(own, 4);
            yield return t.Fork(Child);
            yield return t.WaitFor(-1);
            yield return t.GetWord(shared);
            Assert.Equal(5UL, t.LoadedWord);
            yield return t.GetWord(own);
            Assert.Equal(4UL, t.LoadedWord);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_file_is_seen_through_its_mappings_and_private_writes_stay_private()
    {
        const ulong shared = 0x1000_0000, own = 0x2000_0000;
        static IEnumerable<Step> BeyondEnd(UserThread t)
        {
            yield return t.GetWord(shared + Page);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Text, "/tmp/file");
            yield return t.Call("open", Text, 0x42, 0x180);
            ulong fd = (ulong)t.Result;
            yield return t.Put(Text, "hello");
            yield return t.Call("write", fd, Text, 5);
            yield return t.Call("mmap", shared, 2 * Page, Read | Write, Shared | Fixed, fd, 0);
            Assert.Equal((long)shared, t.Result);
            yield return t.Call("mmap", own, Page, Read | Write, Private | Fixed, fd, 0);
            yield return t.Call("close", fd);

            yield return t.GetText(own, 6);
            Assert.Equal("hello", t.LoadedText);
            yield return new Store(shared, "J"u8.ToArray());
            yield return t.GetText(own, 6);
            Assert.Equal("Jello", t.LoadedText);
            yield return new Store(own, "m"u8.ToArray());
            yield return t.GetText(shared, 6);
            Assert.Equal("Jello", t.LoadedText);
            yield return t.GetText(own, 6);
            Assert.Equal("mello", t.LoadedText);

            // What lies on no page of the file is a bus error.
            foreach (Step step in Dies(t, BeyondEnd, 7))
                yield return step;
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_truncated_file_takes_its_pages_out_of_mappings()
    {
        const ulong shared = 0x1000_0000;
        static IEnumerable<Step> Touch(UserThread t)
        {
            yield return t.GetWord(shared);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Text, "/tmp/file");
            yield return t.Call("open", Text, 0x42, 0x180);
            ulong fd = (ulong)t.Result;
            yield return t.Call("ftruncate", fd, 100);
            yield return t.Call("mmap", shared, Page, Read | Write, Shared | Fixed, fd, 0);
            yield return t.PutWords(shared, 9);
            yield return t.Call("ftruncate", fd, 0);
            foreach (Step step in Dies(t, Touch, 7))
                yield return step;
            yield return t.Call("ftruncate", fd, 100);
            yield return t.GetWord(shared);
            Assert.Equal(0UL, t.LoadedWord);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Mappings_move_and_grow_with_their_contents()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            const ulong at = 0x1000_0000;
            yield return t.Call("mmap", at, 2 * Page, Read | Write, Private | Anonymous | Fixed, NoFile, 0);
            yield return t.PutWords(at, 1);
            yield return t.PutWords(at + Page, 2);
            yield return t.Call("mremap", at, 2 * Page, 4 * Page, 0);
            Assert.Equal((long)at, t.Result);
            yield return t.Call("mmap", at + 4 * Page, Page, Read, Private | Anonymous | Fixed, NoFile, 0);
            yield return t.Call("mremap", at, 4 * Page, 8 * Page, 0);
            Assert.Equal(Errno.ENOMEM, t.Error);
            yield return t.Call("mremap", at, 4 * Page, 8 * Page, 1);
            ulong moved = (ulong)t.Result;
            Assert.NotEqual(at, moved);
            yield return t.GetWord(moved + Page);
            Assert.Equal(2UL, t.LoadedWord);
            yield return t.PutWords(moved + 7 * Page, 3);
            yield return t.Call("mremap", moved, 8 * Page, Page, 0);
            Assert.Equal((long)moved, t.Result);
            yield return t.GetWord(moved);
            Assert.Equal(1UL, t.LoadedWord);
            yield return t.Call("mremap", moved, Page, Page, 3, moved + 16 * Page);
            Assert.Equal((long)(moved + 16 * Page), t.Result);
            yield return t.GetWord(moved + 16 * Page);
            Assert.Equal(1UL, t.LoadedWord);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void The_heap_grows_shrinks_and_stops_at_what_is_in_its_way()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("brk", 0);
            ulong start = (ulong)t.Result;
            yield return t.Call("brk", start + 3 * Page + 5);
            Assert.Equal((long)(start + 3 * Page + 5), t.Result);
            yield return t.PutWords(start + 3 * Page, 1);
            yield return t.Call("brk", start + Page);
            yield return t.Call("brk", start + 4 * Page);
            yield return t.GetWord(start + 3 * Page);
            Assert.Equal(0UL, t.LoadedWord);
            yield return t.Call("brk", start - 1);
            Assert.Equal((long)(start + 4 * Page), t.Result);
            yield return t.Call("brk", ulong.MaxValue);
            Assert.Equal((long)(start + 4 * Page), t.Result);
            yield return t.Call("mmap", start + 8 * Page, Page, Read, Private | Anonymous | Fixed, NoFile, 0);
            yield return t.Call("brk", start + 8 * Page);
            Assert.Equal((long)(start + 4 * Page), t.Result);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Discarded_memory_reads_as_zeros()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return Map(t, 0, 2 * Page);
            ulong at = (ulong)t.Result;
            yield return t.PutWords(at, 1);
            yield return t.Call("madvise", at, 2 * Page, 4);
            Assert.Equal(0, t.Result);
            yield return t.GetWord(at);
            Assert.Equal(0UL, t.LoadedWord);
            yield return t.Call("madvise", at, Page, 12345);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("madvise", 0x1000_0000, Page, 4);
            Assert.Equal(Errno.ENOMEM, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void The_stack_grows_when_it_is_touched_and_not_beyond_its_limit()
    {
        const ulong top = 0x7fff_ffff_f000;
        static IEnumerable<Step> TooDeep(UserThread t)
        {
            yield return t.PutWords(top - (9 << 20), 1);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutWords(top - (4 << 20), 1);
            yield return t.GetWord(top - (4 << 20));
            Assert.Equal(1UL, t.LoadedWord);
            foreach (Step step in Dies(t, TooDeep, 11))
                yield return step;
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void Absurd_ranges_are_refused()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            (ulong Address, ulong Length, ulong Flags, Errno Error)[] refused =
            [
                (0, 0, Private | Anonymous, Errno.EINVAL),
                (0, ulong.MaxValue, Private | Anonymous, Errno.ENOMEM),
                (0, 1UL << 47, Private | Anonymous, Errno.ENOMEM),
                (0x1000, Page, Private | Anonymous | Fixed, Errno.EPERM),
                (0x1000_0001, Page, Private | Anonymous | Fixed, Errno.EINVAL),
                (0x7fff_ffff_f000, Page, Private | Anonymous | Fixed, Errno.ENOMEM),
                (0xffff_8000_0000_0000, Page, Private | Anonymous | Fixed, Errno.ENOMEM),
                (ScriptedProgram.Data, Page, Private | Anonymous | NoReplace, Errno.EEXIST),
                (0, Page, Anonymous, Errno.EINVAL),
                (0, Page, Private, Errno.EBADF),
            ];
            foreach ((ulong address, ulong length, ulong flags, Errno error) in refused)
            {
                yield return t.Call("mmap", address, length, Read, flags, NoFile, 0);
                Assert.Equal(error, t.Error);
            }

            yield return t.Call("mmap", 0, Page, Read, Private | Anonymous, NoFile, 1);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("munmap", 0x1000, ulong.MaxValue);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("munmap", 1, Page);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("mprotect", 0x1000, ulong.MaxValue - 0xfff, Read);
            Assert.Equal(Errno.ENOMEM, t.Error);
            yield return t.Call("mremap", 0x1000_0000, ulong.MaxValue, Page, 1);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("mincore", 0x1000_0000, ulong.MaxValue, Text);
            Assert.Equal(Errno.ENOMEM, t.Error);
            yield return t.Call("msync", ScriptedProgram.Data, Page, 5);
            Assert.Equal(Errno.EINVAL, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void System_calls_refuse_memory_of_the_kernel_and_holes()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            foreach (ulong address in new ulong[] { 0UL, 0x1000_0000UL, 0xffff_8000_0000_0000, 0xffff_ffff_8000_0000, ulong.MaxValue })
            {
                yield return t.Call("uname", address);
                Assert.Equal(Errno.EFAULT, t.Error);
                yield return t.Call("clock_gettime", 0, address);
                Assert.Equal(Errno.EFAULT, t.Error);
                yield return t.Call("open", address, 0);
                Assert.Equal(Errno.EFAULT, t.Error);
            }
        }

        ScriptedKernel.Run(Job);
    }

    [Fact]
    public void A_limit_on_the_address_space_holds()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.PutWords(Text, 64 << 20, 64 << 20);
            yield return t.Call("setrlimit", 9, Text);
            yield return Map(t, 0, 100 << 20);
            Assert.Equal(Errno.ENOMEM, t.Error);
            yield return Map(t, 0, 10 << 20);
            Assert.Equal(Errno.OK, t.Error);
        }

        ScriptedKernel.Run(Job);
    }

    private static SystemCall Map(UserThread t, ulong address, ulong length) => t.Call("mmap", address, length, Read | Write, Private | Anonymous, NoFile, 0);

    private static IEnumerable<Step> Dies(UserThread t, Script child, int signal)
    {
        yield return t.Fork(child);
        yield return t.WaitFor(t.Result, Status);
        yield return t.GetInt(Status);
        Assert.Equal(signal, t.LoadedInt & 0x7f);
    }
}
