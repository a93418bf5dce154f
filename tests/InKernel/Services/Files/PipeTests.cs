using System;
using Ostd.Tasks;
using Ostd.UserSpace;
using Services.Linux;
using Services.Pipes;
using Services.Poll;
using Services.Processes;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class PipeTests
{
    private static void Make(OpenFlags flags, out PipeFile reader, out PipeFile writer)
    {
        FileTree.Create();
        Pipe.Create(flags, out FileDescription r, out FileDescription w);
        reader = (PipeFile)r;
        writer = (PipeFile)w;
    }

    private static long Read(FileDescription file, int length)
    {
        var destination = new VmWriter(new byte[length]);
        return file.Read(ref destination);
    }

    [KernelTest]
    public static void Bytes_come_out_as_they_went_in()
    {
        Make(OpenFlags.NonBlock, out PipeFile reader, out PipeFile writer);
        var random = new Lehmer(17);
        byte next = 0, expected = 0;
        int inside = 0;
        for (int step = 0; step < 3000; step++)
        {
            int count = 1 + random.Next(9000);
            if (random.Next(2) == 0)
            {
                var data = new byte[count];
                for (int i = 0; i < count; i++)
                    data[i] = (byte)(next + i);
                var source = new VmReader(data);
                long written = writer.Write(ref source);
                int room = Pipe.DefaultPages * 4096 - inside;
                long possible = count <= room ? count : count <= Pipe.AtomicBytes || room == 0 ? Errno.EAGAIN.Negate() : room;
                Check.Equal(possible, written, "written");
                if (written > 0)
                {
                    next += (byte)written;
                    inside += (int)written;
                }
            }
            else
            {
                var data = new byte[count];
                var destination = new VmWriter(data);
                long read = reader.Read(ref destination);
                Check.Equal(inside == 0 ? Errno.EAGAIN.Negate() : Math.Min(inside, count), read, "read");
                for (int i = 0; i < read; i++)
                    Check.Equal(expected++, data[i]);
                inside -= (int)Math.Max(read, 0);
            }
            Check.Equal(inside, reader.Pipe.Count);
        }
        reader.Release();
        writer.Release();
    }

    [KernelTest]
    public static void The_end_of_a_pipe_is_seen_when_the_last_writer_goes()
    {
        Make(0, out PipeFile reader, out PipeFile writer);
        writer.TryHold();
        FileTree.Write(writer, "last words");
        writer.Release();
        Check.Equal(PollEvents.Readable, reader.Poll(null));
        writer.Release();
        Check.Equal(PollEvents.Readable | PollEvents.HangUp, reader.Poll(null));
        Check.Equal("last words", FileTree.Read(reader, 100));
        Check.Equal("", FileTree.Read(reader, 100));
        Check.Equal(PollEvents.HangUp, reader.Poll(null));
        reader.Release();
    }

    [KernelTest]
    public static void Writing_without_readers_is_a_broken_pipe()
    {
        Make(0, out PipeFile reader, out PipeFile writer);
        Check.Equal(PollEvents.Writable, writer.Poll(null));
        reader.Release();
        Check.Equal(PollEvents.Writable | PollEvents.Error, writer.Poll(null));
        Check.Equal(Errno.EPIPE.Negate(), FileTree.Write(writer, "x"));
        writer.Release();
    }

    [KernelTest]
    public static void A_reader_sleeps_until_something_is_written()
    {
        Make(0, out PipeFile reader, out PipeFile writer);
        string text = "";
        var done = new CountDown(1);
        Task.Spawn(() =>
        {
            text = FileTree.Read(reader, 10) + FileTree.Read(reader, 10) + FileTree.Read(reader, 10);
            done.Signal();
        });
        Task.Yield();
        FileTree.Write(writer, "a");
        while (reader.Pipe.Count > 0)
            Task.Yield();
        FileTree.Write(writer, "b");
        while (reader.Pipe.Count > 0)
            Task.Yield();
        writer.Release();
        done.Wait();
        Check.Equal("ab", text);
        reader.Release();
    }

    [KernelTest]
    public static void Much_more_than_fits_passes_through_whole()
    {
        Make(0, out PipeFile reader, out PipeFile writer);
        const int total = 400_000;
        var done = new CountDown(1);
        Task.Spawn(() =>
        {
            var data = new byte[total];
            for (int i = 0; i < total; i++)
                data[i] = (byte)(i * 7);
            var source = new VmReader(data);
            Check.Equal(total, writer.Write(ref source));
            writer.Release();
            done.Signal();
        });
        int seen = 0;
        var random = new Lehmer(23);
        while (true)
        {
            var chunk = new byte[1 + random.Next(20_000)];
            var destination = new VmWriter(chunk);
            long read = reader.Read(ref destination);
            if (read == 0)
                break;
            for (int i = 0; i < read; i++)
                Check.Equal((byte)((seen + i) * 7), chunk[i]);
            seen += (int)read;
        }
        Check.Equal(total, seen);
        done.Wait();
        reader.Release();
    }

    /// <summary>Several writers of records no longer than PIPE_BUF: each record comes out in one piece.</summary>
    [KernelTest]
    public static void Small_writes_are_not_mixed()
    {
        Make(0, out PipeFile reader, out PipeFile writer);
        const int Writers = 3, Records = 40, Length = 3000;
        for (int w = 0; w < Writers; w++)
        {
            var record = new byte[Length];
            Array.Fill(record, (byte)('a' + w));
            writer.TryHold();
            Task.Spawn(() =>
            {
                for (int i = 0; i < Records; i++)
                {
                    var source = new VmReader(record);
                    Check.Equal(Length, writer.Write(ref source));
                }
                writer.Release();
            });
        }
        writer.Release();
        var all = new byte[Writers * Records * Length];
        int filled = 0;
        while (filled < all.Length)
        {
            var destination = new VmWriter(all.AsSpan(filled));
            long read = reader.Read(ref destination);
            Check.True(read > 0, "no early end");
            filled += (int)read;
        }
        Check.Equal(0, Read(reader, 1));
        for (int record = 0; record < Writers * Records; record++)
        {
            ReadOnlySpan<byte> bytes = all.AsSpan(record * Length, Length);
            Check.True(bytes.IndexOfAnyExcept(bytes[0]) < 0, "record " + record.ToString());
        }
        reader.Release();
    }

    [KernelTest]
    public static void The_capacity_can_be_changed_around_the_contents()
    {
        Make(OpenFlags.NonBlock, out PipeFile reader, out PipeFile writer);
        FileTree.Write(writer, new string('x', 60_000));
        Read(reader, 55_000);
        Check.Equal(8192, reader.Pipe.Resize(5000, Credentials.Root));
        Check.Equal(Errno.EBUSY.Negate(), reader.Pipe.Resize(4096, Credentials.Root));
        Check.Equal(new string('x', 5000), FileTree.Read(reader, 9000));
        Check.Equal(4096, reader.Pipe.Resize(1, Credentials.Root));
        Check.Equal(Errno.EPERM.Negate(), reader.Pipe.Resize(Pipe.MaxUnprivilegedBytes + 1, new Credentials { Effective = default }));
        Check.Equal(Errno.EINVAL.Negate(), reader.Pipe.Resize(uint.MaxValue, Credentials.Root));
        reader.Release();
        writer.Release();
    }

    [KernelTest]
    public static void A_fifo_waits_for_its_other_end()
    {
        FileTree tree = FileTree.Create();
        tree.Node("/fifo", FileMode.Fifo | 0x1b6);
        Check.Equal(Errno.ENXIO, tree.TryOpen("/fifo", OpenFlags.WriteOnly | OpenFlags.NonBlock, out _));
        string text = "";
        var done = new CountDown(1);
        Task.Spawn(() =>
        {
            FileDescription reader = tree.Open("/fifo");
            text = FileTree.Read(reader, 100);
            reader.Release();
            done.Signal();
        });
        FileDescription writer = tree.Open("/fifo", OpenFlags.WriteOnly);
        FileTree.Write(writer, "through a name");
        writer.Release();
        done.Wait();
        Check.Equal("through a name", text);

        FileDescription early = tree.Open("/fifo", OpenFlags.ReadOnly | OpenFlags.NonBlock);
        Check.Equal(0, Read(early, 10));
        Check.Equal(PollEvents.HangUp, early.Poll(null) & PollEvents.HangUp);
        FileDescription both = tree.Open("/fifo", OpenFlags.ReadWrite);
        Check.Equal(Errno.EAGAIN.Negate(), Read(early, 10));
        early.Release();
        both.Release();
    }

    [KernelTest]
    public static void A_pipe_can_be_opened_again_after_its_writers_have_gone()
    {
        Make(0, out PipeFile reader, out PipeFile writer);
        FileTree.Write(writer, "here-document");
        writer.Release();
        Check.Equal(Errno.OK, PathWalker.OpenUnchecked(reader.Path, OpenFlags.ReadOnly, isNew: false, out FileDescription? again));
        Check.Equal("here-document", FileTree.Read(again!, 100));
        again!.Release();
        reader.Release();
    }

    // On the host only: in the kernel objects live in pages too, and take some meanwhile.
    [KernelTest(On = Target.Host)]
    public static void Every_page_of_a_pipe_is_returned()
    {
        long before = FreeBytes();
        for (int i = 0; i < 50; i++)
        {
            Make(0, out PipeFile reader, out PipeFile writer);
            FileTree.Write(writer, new string('x', 65_536));
            Read(reader, 100 * (i % 3));
            reader.Release();
            writer.Release();
            Check.Equal(0, reader.Pipe.Count);
        }
        // Each tree keeps a page of zeros; the pipes would have kept 800.
        Check.True(before - FreeBytes() < 200 * 4096);
    }

    // In the kernel the strings above come from the same memory.
    private static long FreeBytes()
    {
        GC.Collect();
        return global::Ostd.Kernel.Current.MemoryInfo.FreeBytes;
    }
}
