using System;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Vfs;

namespace Services.Elf;

/// <summary>A program in a new address space, ready to run.</summary>
internal sealed record LoadedProgram(AddressSpace Space, ulong Entry, ulong StackPointer, ProgramImage Image, Credentials Credentials);

/// <summary>
/// Loads a program for execve into an address space of its own, so that a failure leaves the caller as it was.
/// </summary>
internal sealed class ProgramLoader
{
    /// <summary>Scripts whose interpreters are scripts (as on Linux).</summary>
    private const int MaxScriptDepth = 5;

    /// <summary>Where position-independent programs go: two thirds up, as on Linux.</summary>
    private const ulong ProgramBase = 0x5555_5555_4000;

    /// <summary>The stack is mapped this far from the start and grows by faults.</summary>
    private const ulong InitialStackBytes = 128 << 10;

    /// <summary>Highest address of the stack, exclusive.</summary>
    private const ulong StackTop = VmSpace.UserEnd & ~15UL;

    private const ulong ClockTicks = CpuTimes.TicksPerSecond;
    private const ulong MinSignalStackBytes = 4096;

    /// <summary>AT_HWCAP, what CPUID leaf 1 has in EDX on every x86-64 CPU: fpu tsc msr cx8 sep pge cmov mmx fxsr sse sse2.</summary>
    private const ulong BaselineFeatures = 0x0780_a931;

    private readonly Process _process;
    private readonly Credentials _who;

    /// <param name="process">For whom: its directories, limits.</param>
    public ProgramLoader(Process process, Credentials who)
    {
        _process = process;
        _who = who;
    }

    /// <summary>Loads the program at <paramref name="path"/>.</summary>
    /// <param name="fileName">The path as the caller wrote it: scripts get it as argument, programs as AT_EXECFN.</param>
    public Errno Load(VfsPath path, ReadOnlySpan<byte> fileName, ArgumentList arguments, ArgumentList environment, out LoadedProgram? program)
    {
        program = null;
        Span<byte> start = stackalloc byte[ScriptLine.BytesRead];
        ReadOnlySpan<byte> scriptName = fileName;
        byte[] interpreter;
        for (int depth = 0; depth <= MaxScriptDepth; depth++)
        {
            Errno error = ProgramFile.Open(path, _who, out ProgramFile? file);
            if (error != Errno.OK)
                return error;
            using (file)
            {
                long read = file!.Read(0, start);
                if (read < 0)
                    return (Errno)(-read);
                ReadOnlySpan<byte> bytes = start[..(int)read];
                if (!ScriptLine.HasMark(bytes))
                    return LoadBinary(file, bytes, fileName, arguments, environment, out program);
                if ((error = ScriptLine.Parse(bytes, out ScriptLine line)) != Errno.OK)
                    return error;
                arguments = WithInterpreter(line, scriptName, arguments);
                interpreter = line.Interpreter.ToArray();
            }

            scriptName = interpreter;
            if ((error = Find(interpreter, out path)) != Errno.OK)
                return error;
        }

        return Errno.ELOOP;
    }

    private static ArgumentList WithInterpreter(ScriptLine line, ReadOnlySpan<byte> scriptName, ArgumentList old)
    {
        var arguments = new ArgumentList();
        arguments.Add(line.Interpreter);
        if (!line.Argument.IsEmpty)
            arguments.Add(line.Argument);
        arguments.Add(scriptName);
        arguments.AddFrom(old, skip: 1);
        return arguments;
    }

    private Errno Find(ReadOnlySpan<byte> name, out VfsPath path)
    {
        FsContext context = _process.FsContext;
        return new PathWalker(context, _who).Resolve(context.WorkingDirectory, name, followLast: true, out path);
    }

    private Errno LoadBinary(ProgramFile file, ReadOnlySpan<byte> start, ReadOnlySpan<byte> fileName, ArgumentList arguments, ArgumentList environment, out LoadedProgram? program)
    {
        program = null;
        Errno error = ElfImage.Read(file, start, out ElfImage? image);
        if (error != Errno.OK)
            return error;

        // A program always has a name.
        if (arguments.Count == 0)
            arguments.Add(default);
        if (arguments.StackBytes + environment.StackBytes > StackBytesForArguments(_process.Limits))
            return Errno.E2BIG;

        ulong stackLimit = _process.Limits.Of(Resource.Stack);
        var space = new AddressSpace(stackLimit) { StackLimit = stackLimit };
        try
        {
            error = Build(space, file, image!, fileName, arguments, environment, out program);
        }
        finally
        {
            if (program is null)
                space.Release();
        }

        return error;
    }

    /// <summary>A quarter of the stack, at least what POSIX promises, at most a constant.</summary>
    public static int StackBytesForArguments(ResourceLimits limits)
    {
        const ulong atLeast = 128 << 10;
        return (int)Math.Clamp(limits.Of(Resource.Stack) / 4, atLeast, ArgumentList.MaxTotalBytes);
    }

    private Errno Build(AddressSpace space, ProgramFile file, ElfImage image, ReadOnlySpan<byte> fileName, ArgumentList arguments, ArgumentList environment, out LoadedProgram? program)
    {
        program = null;
        Errno error = image.Map(space, _process.Limits, ProgramBase, out LoadedImage main);
        if (error != Errno.OK)
            return error;
        space.StartBreak(main.End);

        ulong entry = main.Entry;
        ulong interpreterBase = 0;
        if (image.Interpreter is { } interpreter)
        {
            if ((error = MapInterpreter(space, interpreter, out LoadedImage linker)) != Errno.OK)
                return error;
            entry = linker.Entry;
            interpreterBase = linker.Start;
        }

        Protection stackProtection = Protection.Read | Protection.Write | (image.WantsExecutableStack ? Protection.Execute : 0);
        Credentials credentials = CredentialsFor(file, out bool isSecure);
        AuxiliaryVector auxiliary = MakeAuxiliary(image, main, interpreterBase, credentials, isSecure);
        InitialStack stack = InitialStack.Build(StackTop, arguments, environment, fileName, auxiliary);
        ulong stackBytes = Page.AlignUp((ulong)stack.Bytes.Length) + InitialStackBytes;
        var request = new MapRequest(VmSpace.UserEnd - stackBytes, stackBytes, stackProtection, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed | MapFlags.GrowsDown) { Label = "[stack]" };
        long mapped = space.Map(request, _process.Limits);
        if (mapped < 0)
            return (Errno)(-mapped);
        if (!space.TryWriteForeign(stack.StackPointer, stack.Bytes))
            return Errno.ENOMEM;

        var loaded = new ProgramImage(
            file.Description.Path, stack.ArgumentsStart, stack.ArgumentsEnd, stack.EnvironmentStart, stack.EnvironmentEnd, stack.AuxiliaryStart, stack.AuxiliaryEnd);
        space.SetExecutable(file.Detach());
        program = new LoadedProgram(space, entry, stack.StackPointer, loaded, credentials);
        return Errno.OK;
    }

    private Errno MapInterpreter(AddressSpace space, byte[] name, out LoadedImage linker)
    {
        linker = default;
        ProgramFile? opened = null;
        Errno error = Find(name, out VfsPath path);
        if (error == Errno.OK)
            error = ProgramFile.Open(path, _who, out opened);
        if (error != Errno.OK)
            return error;
        using ProgramFile file = opened!;
        Span<byte> start = stackalloc byte[ElfHeader.SizeBytes];
        if (!file.TryRead(0, start) || ElfImage.Read(file, start, out ElfImage? image) != Errno.OK)
            return Errno.ELIBBAD;
        return image!.Map(space, _process.Limits, null, out linker);
    }

    private static AuxiliaryVector MakeAuxiliary(ElfImage image, LoadedImage main, ulong interpreterBase, Credentials who, bool isSecure)
    {
        var vector = new AuxiliaryVector();
        vector.Add(AuxiliaryVector.AT_HWCAP, BaselineFeatures);
        vector.Add(AuxiliaryVector.AT_PAGESZ, Page.Size);
        vector.Add(AuxiliaryVector.AT_CLKTCK, ClockTicks);
        vector.Add(AuxiliaryVector.AT_PHDR, main.ProgramHeaders);
        vector.Add(AuxiliaryVector.AT_PHENT, ProgramHeader.SizeBytes);
        vector.Add(AuxiliaryVector.AT_PHNUM, (ulong)image.ProgramHeaderCount);
        vector.Add(AuxiliaryVector.AT_BASE, interpreterBase);
        vector.Add(AuxiliaryVector.AT_FLAGS, 0);
        vector.Add(AuxiliaryVector.AT_ENTRY, main.Entry);
        vector.Add(AuxiliaryVector.AT_UID, who.Uid);
        vector.Add(AuxiliaryVector.AT_EUID, who.EffectiveUid);
        vector.Add(AuxiliaryVector.AT_GID, who.Gid);
        vector.Add(AuxiliaryVector.AT_EGID, who.EffectiveGid);
        vector.Add(AuxiliaryVector.AT_SECURE, isSecure ? 1u : 0u);
        vector.Add(AuxiliaryVector.AT_HWCAP2, 0);
        vector.Add(AuxiliaryVector.AT_MINSIGSTKSZ, MinSignalStackBytes);
        return vector;
    }

    /// <summary>Set-user-id and set-group-id programs act for their owner; then AT_SECURE tells the C library to trust nobody.</summary>
    private Credentials CredentialsFor(ProgramFile file, out bool isSecure)
    {
        Inode inode = file.Inode;
        uint uid = _who.EffectiveUid, gid = _who.EffectiveGid;
        if ((file.Description.Path.Mount.Flags & MountFlags.NoSetUserId) == 0 && !_process.HasNoNewPrivileges)
        {
            if ((inode.Mode & FileMode.SetUserId) != 0)
                uid = inode.UserId;
            const uint setGroupIdProgram = FileMode.SetGroupId | 8;
            if ((inode.Mode & setGroupIdProgram) == setGroupIdProgram)
                gid = inode.GroupId;
        }

        isSecure = uid != _who.Uid || gid != _who.Gid;
        bool isRoot = uid == Credentials.RootId || _who.Uid == Credentials.RootId;
        CapabilitySet permitted = isRoot ? _who.Bounding : _who.Ambient;
        return _who with
        {
            EffectiveUid = uid, SavedUid = uid, FileUid = uid, EffectiveGid = gid, SavedGid = gid, FileGid = gid,
            Permitted = permitted, Effective = uid == Credentials.RootId ? permitted : _who.Ambient,
        };
    }
}
