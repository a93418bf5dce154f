using System;

namespace Ostd.Model;

/// <summary>The framework did something to the machine that is undefined on real hardware, or that silently corrupts.</summary>
public class ModelViolationException(string what) : Exception(what);
