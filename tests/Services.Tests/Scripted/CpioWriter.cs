using System.IO;
using System.Text;

namespace Services.Tests.Scripted;

/// <summary>Packs a "newc" archive.</summary>
public sealed class CpioWriter
{
    private readonly MemoryStream _bytes = new();
    private uint _inode;

    public void AddDirectory(string path) => Add(path, 0x41ed, []);
    public void AddFile(string path, byte[] contents) => Add(path, 0x81ed, contents);

    public byte[] ToArray()
    {
        Add("TRAILER!!!", 0, []);
        return _bytes.ToArray();
    }

    private void Add(string path, uint mode, byte[] contents)
    {
        uint[] fields = [++_inode, mode, 0, 0, 1, 0, (uint)contents.Length, 0, 0, 0, 0, (uint)path.Length + 1, 0];
        var header = new StringBuilder("070701");
        foreach (uint field in fields)
            header.Append(field.ToString("x8"));
        _bytes.Write(Encoding.ASCII.GetBytes(header.ToString() + path + "\0"));
        Pad();
        _bytes.Write(contents);
        Pad();
    }

    private void Pad()
    {
        while (_bytes.Length % 4 != 0)
            _bytes.WriteByte(0);
    }
}
