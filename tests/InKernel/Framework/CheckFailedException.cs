using System;

namespace InKernel;

/// <summary>Thrown by <see cref="Check"/>: an expectation of a shared test does not hold.</summary>
public sealed class CheckFailedException(string message) : Exception(message);
