using Telemetry.Storage.Journal;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Journal;

public sealed class CursorFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["store.cursor"];

    [Fact]
    public void Read_NeverWritten_IsNull()
    {
        Assert.Null(new CursorFile(Path).Read());
        Assert.Null(new CursorFile(_folder["nowhere/store.cursor"]).Read());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(long.MaxValue)]
    public void Read_Written_IsThePosition(long position)
    {
        new CursorFile(Path).Write(7);
        new CursorFile(Path).Write(position);

        Assert.Equal(position, new CursorFile(Path).Read());
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Read_CutAtAnyByte_IsAnErrorThatNamesFileAndMend()
    {
        new CursorFile(Path).Write(1234567);
        byte[] whole = File.ReadAllBytes(Path);
        for (int cut = 0; cut < whole.Length - 1; cut++)
        {
            File.WriteAllBytes(Path, whole[..cut]);

            JournalException broken = Assert.Throws<JournalException>(() => new CursorFile(Path).Read());

            Assert.Contains(Path, broken.Message, StringComparison.Ordinal);
            Assert.Contains("Delete it", broken.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_AnyBitFlipped_IsNeverAnotherPosition()
    {
        new CursorFile(Path).Write(1234567);
        byte[] whole = File.ReadAllBytes(Path);
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Path, flipped);
            try
            {
                Assert.Equal(1234567, new CursorFile(Path).Read());
            }
            catch (JournalException)
            {
                // Refused: that is all one can ask.
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("cursor 1 12 00000000\n")]
    [InlineData("cursor 1 -1 00000000\n")]
    [InlineData("nonsense")]
    public void Read_Broken_IsAnError(string content)
    {
        File.WriteAllText(Path, content);

        Assert.Throws<JournalException>(() => new CursorFile(Path).Read());
    }

    [Fact]
    public void Read_NewerVersion_SaysSo()
    {
        File.WriteAllText(Path, "cursor 2 12 00000000 something else\n");

        Assert.Contains("newer", Assert.Throws<JournalException>(() => new CursorFile(Path).Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LeftoverOfACrash_IsReplaced()
    {
        new CursorFile(Path).Write(3);
        File.WriteAllText(Path + ".tmp", "cursor 1 torn and much longer than what will be written there now");

        Assert.Equal(3, new CursorFile(Path).Read());
        new CursorFile(Path).Write(4);

        Assert.Equal(4, new CursorFile(Path).Read());
    }

    [Fact]
    public void Write_Negative_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CursorFile(Path).Write(-1));

    public void Dispose() => _folder.Dispose();
}
