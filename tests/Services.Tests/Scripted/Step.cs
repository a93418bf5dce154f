namespace Services.Tests.Scripted;

/// <summary>One thing that a scripted user program does.</summary>
public abstract record Step;

/// <summary>A system call, by name. In a call that makes a child, <paramref name="Child"/> is the script that the child runs.</summary>
public sealed record SystemCall(string Name, ulong[] Arguments, Script? Child = null) : Step;

/// <summary>Bytes written to user memory, as a program's store would: it may fault, and be repeated once the page is there.</summary>
public sealed record Store(ulong Address, byte[] Bytes) : Step;

/// <summary>Bytes read from user memory.</summary>
public sealed record Load(ulong Address, int Length) : Step;

/// <summary>An instruction at some address is executed next: for faults.</summary>
public sealed record Jump(ulong Address) : Step;

/// <summary>The stack pointer is set.</summary>
public sealed record SetStack(ulong Address) : Step;
