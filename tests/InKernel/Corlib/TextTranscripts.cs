namespace InKernel.Corlib;

/// <summary>Random text operations whose answers .NET and the kernel must give alike.</summary>
public static class TextTranscripts
{
    [KernelValue]
    public static string Integers_in_interpolated_strings()
    {
        var random = new Lehmer(1);
        var transcript = new Transcript();
        for (int i = 0; i < 500; i++)
        {
            long number = (long)random.Bits() >> random.Next(64);
            transcript.Add($"{number} {number:x} {(int)number,12} {(byte)number:X2} {number:D5}|");
        }

        return transcript.ToString();
    }
}
