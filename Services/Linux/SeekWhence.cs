namespace Services.Linux;

/// <summary>Where lseek(2) counts from.</summary>
public enum SeekWhence
{
    Set = 0, Current = 1, End = 2, Data = 3, Hole = 4,
}
