using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Services.Linux;
using Services.Tests.Scripted;
using Xunit;

namespace Services.Tests;

/// <summary>File system calls as programs make them: layouts in user memory, and the error for each mistake.</summary>
public sealed class FileCallTests
{
    private const ulong Path = ScriptedProgram.Data, Other = Path + 0x800, Buffer = Path + 0x1000, More = Path + 0x3000, Fds = Path + 0x5000;
    private const ulong Unmapped = 0x1000;
    private const ulong WorkingDirectory = unchecked((ulong)-100);
    private const ulong ReadWrite = 2, Create = 0x40, Exclusive = 0x80, NonBlock = 0x800, Directory = 0x10000, CloseOnExec = 0x80000;

    private static void Run(Script job) => Assert.Equal(0, ScriptedKernel.Run(job).ExitCode);

    [Fact]
    public void Files_are_opened_written_and_described()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Path, "/tmp/f");
            yield return t.Call("open", Path, ReadWrite | Create | Exclusive, 0x1b4);
            ulong fd = (ulong)t.Result;
            Assert.Equal(3UL, fd);
            yield return t.Put(Buffer, "hello");
            yield return t.Call("write", fd, Buffer, 5);
            Assert.Equal(5, t.Result);
            yield return t.Call("pread64", fd, More, 100, 1);
            Assert.Equal(4, t.Result);
            yield return t.GetText(More, 10);
            Assert.Equal("ello", t.LoadedText);
            yield return t.Call("fstat", fd, More);
            yield return new Load(More, 144);
            byte[] stat = t.Loaded;
            Assert.Equal(1L, BinaryPrimitives.ReadInt64LittleEndian(stat.AsSpan(16)));
            Assert.Equal(0x81a4u, BinaryPrimitives.ReadUInt32LittleEndian(stat.AsSpan(24)));
            Assert.Equal(5, BinaryPrimitives.ReadInt64LittleEndian(stat.AsSpan(48)));
            yield return t.Call("open", Path, ReadWrite | Create | Exclusive, 0x1b4);
            Assert.Equal(Errno.EEXIST, t.Error);
            yield return t.Call("close", fd);
            yield return t.Call("close", fd);
            Assert.Equal(Errno.EBADF, t.Error);
            yield return t.Call("open", Unmapped, 0);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("newfstatat", WorkingDirectory, Path, More, 0x8000);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("unlinkat", WorkingDirectory, Path, 0x200);
            Assert.Equal(Errno.ENOTDIR, t.Error);
            yield return t.Call("unlink", Path);
            yield return t.Call("access", Path, 0);
            Assert.Equal(Errno.ENOENT, t.Error);
        }
        Run(Job);
    }

    [Fact]
    public void Bad_buffers_are_errors_and_move_nothing()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Path, "/tmp/f");
            yield return t.Call("open", Path, ReadWrite | Create, 0x1b4);
            yield return t.Call("write", 3, Unmapped, 5);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("write", 3, ulong.MaxValue - 10, 5);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("write", 3, Buffer, ulong.MaxValue);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("lseek", 3, 0, 2);
            Assert.Equal(0, t.Result);
            yield return t.Call("write", 3, Buffer, 10);
            yield return t.Call("pread64", 3, Unmapped, 5, 0);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("pread64", 3, Buffer, 5, ulong.MaxValue);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.PutWords(More, Buffer, 4, Unmapped, 4);
            yield return t.Call("readv", 3, More, 2);
            Assert.Equal(Errno.OK, t.Error);
            yield return t.Call("writev", 3, More, 2000);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("fstat", 3, Unmapped);
            Assert.Equal(Errno.EFAULT, t.Error);
            yield return t.Call("read", 77, Buffer, 1);
            Assert.Equal(Errno.EBADF, t.Error);
        }
        Run(Job);
    }

    [Fact]
    public void Directories_are_listed_in_the_layout_of_getdents64()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Path, "/tmp/dir");
            yield return t.Call("mkdir", Path, 0x1ff);
            yield return t.Put(Path, "/tmp/dir/name");
            yield return t.Call("mkdir", Path, 0x1ff);
            yield return t.Put(Path, "/tmp/dir");
            yield return t.Call("open", Path, Directory);
            yield return t.Call("getdents64", 3, Buffer, 10);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("getdents64", 3, Buffer, 4096);
            Assert.Equal(24 + 24 + 24, t.Result);
            yield return new Load(Buffer, 72);
            Assert.Equal(24, BinaryPrimitives.ReadUInt16LittleEndian(t.Loaded.AsSpan(16)));
            Assert.Equal("name\0", Encoding.ASCII.GetString(t.Loaded, 48 + 19, 5));
            Assert.Equal(4, t.Loaded[48 + 18]);
            yield return t.Call("getdents64", 3, Buffer, 4096);
            Assert.Equal(0, t.Result);
            yield return t.Call("fchdir", 3);
            yield return t.Call("getcwd", Buffer, 8);
            Assert.Equal(Errno.ERANGE, t.Error);
            yield return t.Call("getcwd", Buffer, 9);
            Assert.Equal(9, t.Result);
            yield return t.GetText(Buffer, 9);
            Assert.Equal("/tmp/dir", t.LoadedText);
        }
        Run(Job);
    }

    [Fact]
    public void Polling_tells_what_is_ready_and_waits_for_the_rest()
    {
        static IEnumerable<Step> Writer(UserThread t)
        {
            yield return t.PutWords(More, 0, 20_000_000);
            yield return t.Call("nanosleep", More, 0);
            yield return t.Call("write", 4, More, 3);
        }

        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("pipe2", Fds, CloseOnExec);
            yield return new Load(Fds, 8);
            Assert.Equal([3, 0, 0, 0, 4, 0, 0, 0], t.Loaded);
            yield return t.PutWords(Buffer, 3 | 1UL << 32, 4 | 4UL << 32, 9 | 1UL << 32, 0xffffffff | 1UL << 32);
            yield return t.Call("poll", Buffer, 4, 0);
            Assert.Equal(2, t.Result);
            yield return new Load(Buffer, 32);
            Assert.Equal([0, 4, 0x20, 0], new int[] { t.Loaded[6], t.Loaded[14], t.Loaded[22], t.Loaded[30] });
            yield return t.Call("poll", Buffer, 1, 5);
            Assert.Equal(0, t.Result);
            yield return t.Fork(Writer);
            yield return t.Call("poll", Buffer, 1, ulong.MaxValue);
            Assert.Equal(1, t.Result);
            yield return t.PutWords(More, 1 << 3 | 1 << 4);
            yield return t.Call("select", 5, More, 0, 0, 0);
            Assert.Equal(1, t.Result);
            yield return t.GetWord(More);
            Assert.Equal(1UL << 3, t.LoadedWord);
            yield return t.PutWords(More, 1 << 20);
            yield return t.Call("select", 21, More, 0, 0, 0);
            Assert.Equal(Errno.EBADF, t.Error);
        }
        Run(Job);
    }

    [Fact]
    public void Descriptors_are_copied_and_controlled()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Call("dup3", 1, 1, 0);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("dup2", 1, 1);
            Assert.Equal(1, t.Result);
            yield return t.Call("dup2", 50, 50);
            Assert.Equal(Errno.EBADF, t.Error);
            yield return t.Call("dup3", 1, 20, CloseOnExec);
            Assert.Equal(20, t.Result);
            yield return t.Call("fcntl", 20, 1);
            Assert.Equal(1, t.Result);
            yield return t.Call("fcntl", 20, 0, 10);
            Assert.Equal(10, t.Result);
            yield return t.Call("fcntl", 10, 1);
            Assert.Equal(0, t.Result);
            yield return t.Call("fcntl", 10, 0, 5000);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("dup2", 1, 5000);
            Assert.Equal(Errno.EBADF, t.Error);
            yield return t.Call("pipe2", Fds, NonBlock);
            yield return t.Call("read", 3, Buffer, 1);
            Assert.Equal(Errno.EAGAIN, t.Error);
            yield return t.Call("fcntl", 3, 1032);
            Assert.Equal(65536, t.Result);
            yield return t.Call("lseek", 3, 0, 0);
            Assert.Equal(Errno.ESPIPE, t.Error);
            yield return t.Call("write", 3, Buffer, 1);
            Assert.Equal(Errno.EBADF, t.Error);
            yield return t.Call("close_range", 3, 100, 0);
            yield return t.Call("read", 3, Buffer, 1);
            Assert.Equal(Errno.EBADF, t.Error);
        }
        Run(Job);
    }

    [Fact]
    public void Sendfile_copies_between_files_and_moves_the_offset()
    {
        static IEnumerable<Step> Job(UserThread t)
        {
            yield return t.Put(Path, "/tmp/a");
            yield return t.Put(Other, "/tmp/b");
            yield return t.Call("open", Path, ReadWrite | Create, 0x1b4);
            yield return t.Call("open", Other, ReadWrite | Create, 0x1b4);
            yield return t.Call("ftruncate", 3, 10_000);
            yield return t.Put(Buffer, "end");
            yield return t.Call("pwrite64", 3, Buffer, 3, 9997);
            yield return t.PutWords(More, 4000);
            yield return t.Call("sendfile", 4, 3, More, 1_000_000);
            Assert.Equal(6000, t.Result);
            yield return t.GetWord(More);
            Assert.Equal(10_000UL, t.LoadedWord);
            yield return t.Call("pread64", 4, Buffer, 4, 5996);
            yield return t.GetText(Buffer + 1, 3);
            Assert.Equal("end", t.LoadedText);
            yield return t.Call("sendfile", 4, 0, 0, 10);
            Assert.Equal(Errno.EINVAL, t.Error);
            yield return t.Call("copy_file_range", 3, 0, 3, 0, 10, 0);
            Assert.Equal(Errno.EINVAL, t.Error);
        }
        Run(Job);
    }
}
