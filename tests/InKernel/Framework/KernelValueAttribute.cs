using System;

namespace InKernel;

/// <summary>Marks a public static parameterless method that returns a transcript: a string which must be the
/// same on .NET and in the kernel. The kernel prints it, the host computes it and compares. Nothing is recorded in
/// the repository, so .NET itself is the specification.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelValueAttribute : Attribute;
