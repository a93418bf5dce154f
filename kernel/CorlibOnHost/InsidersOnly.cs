using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Renamed.System
{
    /// <summary>What the core library's own strings and spans offer to the rest of it.</summary>
    internal static class InsidersOnly
    {
        extension(string)
        {
            /// <summary>A string of zeros that its maker fills in before anybody sees it.</summary>
            public static string Allocate(int length) => new('\0', length);

            public static string CreateFromChar(char c) => c.ToString();
        }

        public static ref char GetReference(this string text) => ref MemoryMarshal.GetReference(global::System.MemoryExtensions.AsSpan(text));

        public static ref T GetReference<T>(this global::System.ReadOnlySpan<T> span) => ref MemoryMarshal.GetReference(span);

        public static ref T GetReference<T>(this global::System.Span<T> span) => ref MemoryMarshal.GetReference(span);
    }
}
