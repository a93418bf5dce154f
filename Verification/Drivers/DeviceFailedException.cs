using System;

namespace Verification.Drivers;

/// <summary>The device broke the protocol, or does not answer. Its driver does not talk to it any more.</summary>
public sealed class DeviceFailedException(string what) : Exception(what);
