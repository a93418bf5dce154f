namespace System.Collections;

public interface IEnumerator
{
    bool MoveNext();

    // Without annotation, as in .NET: a loop may then take each element as what the collection is known to hold.
#nullable disable
    object Current { get; }
#nullable restore

    void Reset();
}
