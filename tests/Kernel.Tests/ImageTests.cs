using System.Diagnostics;
using System.IO;
using System.Linq;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>The build of the images.</summary>
public sealed class ImageTests
{
    /// <summary>
    /// Everything from the compiler on is done once more in a folder of its own. (The C# compiler is asked for deterministic
    /// output; assemblies are the input here.)
    /// </summary>
    [Fact]
    public void Two_builds_give_the_same_bytes()
    {
        string again = Directory.CreateTempSubdirectory("asterism-image-").FullName;
        try
        {
            string[] arguments =
            [
                "build", Repository.ImageProject, "-nologo", "-v", "q", "--no-restore", "--no-dependencies", "-t:Stubs;KernelImage",
                "-p:Program=Kernel", "-p:ImageName=kernel", $"-p:Work={again}/work/", $"-p:Artifacts={again}/",
            ];
            var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Repository.Top, RedirectStandardOutput = true };
            using Process build = Processes.Start(start);
            string log = build.StandardOutput.ReadToEnd();
            build.WaitForExit();
            Assert.True(build.ExitCode == 0, log);
            Assert.True(File.ReadAllBytes(Repository.KernelImage).SequenceEqual(File.ReadAllBytes(again + "/kernel.elf")), "The second kernel.elf differs from the first.");
        }
        finally
        {
            Directory.Delete(again, recursive: true);
        }
    }

    /// <summary>Nothing in the image says where it was built.</summary>
    [Fact]
    public void The_image_does_not_know_the_folder_it_was_built_in()
    {
        byte[] place = System.Text.Encoding.UTF8.GetBytes(Repository.Top + "/");
        Assert.Equal(-1, System.MemoryExtensions.IndexOf(File.ReadAllBytes(Repository.KernelImage), place));
    }
}
