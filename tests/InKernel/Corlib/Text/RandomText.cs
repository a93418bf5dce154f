namespace InKernel.Corlib.Text;

internal static class RandomText
{
    /// <summary>A text of characters out of the alphabet, of a length from the shortest to the longest.</summary>
    public static string From(Lehmer random, string alphabet, int longest, int shortest = 0)
    {
        var text = new char[shortest + random.Next(longest - shortest + 1)];
        for (int i = 0; i < text.Length; i++)
            text[i] = alphabet[random.Next(alphabet.Length)];
        return new string(text);
    }
}
