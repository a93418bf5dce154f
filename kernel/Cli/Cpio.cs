using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Asterism;

/// <summary>
/// Writes a cpio archive in the "newc" format (cpio(5)): a 110-byte header of hexadecimal numbers, the name and the data,
/// both padded to 4 bytes. Times are zero and inode numbers count up, so equal contents give equal bytes.
/// </summary>
public sealed class Cpio
{
    public const int Directory = 0x4000, RegularFile = 0x8000, SymbolicLink = 0xA000, CharacterDevice = 0x2000;

    private readonly MemoryStream _archive = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private uint _inode;

    public void AddDirectory(string path, int mode = 0x1ED /* 0755 */) => Add(path, Directory | mode, []);

    public void AddFile(string path, byte[] contents, int mode) => Add(path, RegularFile | mode, contents);

    public void AddLink(string path, string target) => Add(path, SymbolicLink | 0x1FF /* 0777 */, Encoding.UTF8.GetBytes(target));

    public bool Contains(string path) => _names.Contains(Normal(path));

    public byte[] Finish()
    {
        Write("TRAILER!!!", 0, [], links: 1);
        while (_archive.Length % 512 != 0)
            _archive.WriteByte(0);
        return _archive.ToArray();
    }

    // Parents first: the unpacker makes no directories of its own. A name that is there already stays as it is.
    private void Add(string path, int mode, byte[] contents)
    {
        string name = Normal(path);
        if (!_names.Add(name))
            return;
        int slash = name.LastIndexOf('/');
        if (slash > 0 && !_names.Contains(name[..slash]))
            AddDirectory(name[..slash]);
        _inode++;
        Write(name, mode, contents, links: (mode & 0xF000) == Directory ? 2 : 1);
    }

    private void Write(string name, int mode, byte[] contents, int links)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        string header = "070701" + string.Concat(
            Hex(_inode), Hex((uint)mode), Hex(0), Hex(0), Hex((uint)links), Hex(0), Hex((uint)contents.Length),
            Hex(0), Hex(0), Hex(0), Hex(0), Hex((uint)nameBytes.Length + 1), Hex(0));
        _archive.Write(Encoding.ASCII.GetBytes(header));
        _archive.Write(nameBytes);
        _archive.WriteByte(0);
        Pad();
        _archive.Write(contents);
        Pad();
    }

    private void Pad()
    {
        while (_archive.Length % 4 != 0)
            _archive.WriteByte(0);
    }

    private static string Hex(uint value) => value.ToString("X8");

    private static string Normal(string path) => path.TrimStart('/').TrimEnd('/');
}
