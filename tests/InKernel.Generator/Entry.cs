namespace InKernel.Generator;

/// <summary>One marked method. Equal entries give equal source, so that the incremental driver can stop early.</summary>
internal sealed record Entry(string Name, string Method, string On, bool IsValue);
