using System;
using System.Collections.Generic;
using Ostd.Boot;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Boot;
using Services.Policies;
using Services.Syscalls;
using KernelThread = Services.Processes.Thread;

namespace Services.Tests.Scripted;

/// <summary>
/// The whole kernel on a model machine, with user programs that are C# scripts: real ELF files whose code calls into the script, which
/// says what to load, store and call next. Everything between the <c>syscall</c> instruction and the device models is the product's code.
/// </summary>
public sealed class ScriptedKernel
{
    private const int NextScript = 0, StartScript = 1, HandlerScript = 2;

    private readonly List<(string Path, Script Script)> _programs = [];
    private readonly List<Script> _children = [];
    private readonly Dictionary<KernelThread, UserThread> _threads = [];
    private readonly SyscallNames _names = new();
    private Exception? _failure;

    /// <summary>Changes the options of every machine that is made from now on.</summary>
    public static Func<ModelOptions, ModelOptions> Adjust { get; set; } = options => options;

    /// <summary>Signals that handlers got, in order.</summary>
    public List<int> Handled { get; } = [];

    /// <summary>What the console said.</summary>
    public string Console { get; private set; } = "";

    /// <summary>How the machine ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Boots; the script is the system's only job, and its exit code the machine's.</summary>
    public static ScriptedKernel Run(Script job, params (string Path, Script Script)[] programs) => Run(new ModelOptions(), job, programs);

    public static ScriptedKernel Run(ModelOptions options, Script job, params (string Path, Script Script)[] programs)
    {
        var world = new ScriptedKernel();
        world._programs.Add(("bin/sh", job));
        world._programs.AddRange(programs);
        world.Boot(Adjust(options));
        return world;
    }

    private void Boot(ModelOptions options)
    {
        var archive = new CpioWriter();
        archive.AddDirectory("bin");
        for (int i = 0; i < _programs.Count; i++)
            archive.AddFile(_programs[i].Path, ScriptedProgram.Build(i, NextScript, StartScript, HandlerScript));
        ModelOutcome outcome = ModelKernel.RunToEnd(
            () =>
            {
                var machine = (ModelMachine)Ostd.Kernel.Current.Machine;
                machine.Script(Next);
                machine.Script(Start);
                machine.Script(Handle);
                KernelMain.Run();
                new Waiter().Wait();
            },
            options with
            {
                CommandLine = (options.CommandLine + " quiet exec=job").Trim(),
                Initramfs = archive.ToArray(),
                Inject = DefaultPolicies.Inject,
            });
        Console = outcome.Console;
        ExitCode = outcome.ExitCode;
        if (_failure is not null)
            throw new InvalidOperationException($"{_failure.Message}\nThe console said:\n{Console}", _failure);
    }

    /// <summary>The first instruction of a program.</summary>
    private void Start(UserCpu cpu) => Guarded(() => _threads[KernelThread.Current] = new UserThread(this, _programs[(int)cpu.Rbx].Script));

    /// <summary>Before every system call: says which, and takes the result of the last.</summary>
    private void Next(UserCpu cpu)
    {
        KernelThread thread = KernelThread.Current;
        if (!_threads.TryGetValue(thread, out UserThread? user))
        {
            // A child, at its first instruction: its maker left the number of its script in the register.
            Script script = _children[(int)(cpu.Rbx >> ChildShift) - 1];
            user = _threads[thread] = new UserThread(this, script);
        }

        // Not for a repeated instruction, or after something that was no call.
        if (cpu.Rbx != Repeating)
            user.Result = (long)cpu.Rax;
        cpu.Rbx = Repeating;
        Run(cpu, user);
    }

    // In rbx: what the next arrival at the loop means.
    private const ulong Repeating = 1, Called = 2;
    private const int ChildShift = 8;

    private void Run(UserCpu cpu, UserThread user)
    {
        while (true)
        {
            Step? step = null;
            Guarded(() => step = user.Current());
            switch (step)
            {
                case Store store:
                    cpu.Store(store.Address, store.Bytes);
                    break;
                case Load load:
                    var bytes = new byte[load.Length];
                    cpu.Load(load.Address, bytes);
                    user.Loaded = bytes;
                    break;
                case SetStack stack:
                    cpu.Rsp = stack.Address;
                    break;
                case Jump jump:
                    user.Complete();
                    cpu.Rip = jump.Address;
                    return;
                case SystemCall call:
                    user.Complete();
                    Prepare(cpu, call);
                    return;
                default:
                    Prepare(cpu, user.Exit(0));
                    return;
            }

            user.Complete();
        }
    }

    private void Prepare(UserCpu cpu, SystemCall call)
    {
        ulong Argument(int index) => index < call.Arguments.Length ? call.Arguments[index] : 0;
        Guarded(() => cpu.Rax = (ulong)_names.NumberOf(call.Name));
        cpu.Rdi = Argument(0);
        cpu.Rsi = Argument(1);
        cpu.Rdx = Argument(2);
        cpu.R10 = Argument(3);
        cpu.R8 = Argument(4);
        cpu.R9 = Argument(5);
        cpu.Rbx = Called;
        if (call.Child is { } child)
        {
            _children.Add(child);
            cpu.Rbx |= (ulong)_children.Count << ChildShift;
        }
    }

    /// <summary>A signal handler: notes the signal and returns to the restorer.</summary>
    private void Handle(UserCpu cpu)
    {
        ulong restorer = cpu.Load64(cpu.Rsp);
        Handled.Add((int)cpu.Rdi);
        cpu.Rsp += 8;
        cpu.Rip = restorer;
    }

    /// <summary>What a script throws is the test's failure, not the kernel's: the machine stops.</summary>
    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            _failure ??= e;
            Power.PowerOff(1);
        }
    }
}
