using System;
using System.IO;

namespace Verification;

/// <summary>
/// A folder among the temporary files that is gone when this is disposed. When its program is killed before that, the next program that makes one takes it away: while it is
/// in use a file in it is locked, and the lock of a process goes with the process.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "asterism-scratch-", LockFile = ".in-use";

    /// <summary>A folder without a lock may have been made just now; not if it is older than this.</summary>
    private static readonly TimeSpan s_young = TimeSpan.FromMinutes(10);

    private readonly FileStream _lock;

    public ScratchFolder()
    {
        Sweep();
        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
        _lock = Lock(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    private static FileStream Lock(string folder) => new(System.IO.Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static void Sweep()
    {
        foreach (string folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                bool isYoung = DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) < s_young;
                if (isYoung && !File.Exists(System.IO.Path.Combine(folder, LockFile)))
                    continue;
                using (Lock(folder))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's.
            }
        }
    }
}
