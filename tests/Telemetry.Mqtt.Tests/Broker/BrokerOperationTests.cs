using FsCheck;
using FsCheck.Fluent;
using Telemetry.Mqtt.Broker;

namespace Telemetry.Mqtt.Tests.Broker;

public class BrokerOperationTests
{
    [Fact]
    public void Read_Written_IsTheSame()
    {
        Gen<byte[]> bytes = ArbMap.Default.GeneratorFor<byte[]>();
        var cases = from kind in Gen.Choose(1, 13)
                    from options in Gen.Choose(0, 255)
                    from number in ArbMap.Default.GeneratorFor<long>()
                    from seconds in ArbMap.Default.GeneratorFor<uint>()
                    from texts in bytes.ArrayOf(5)
                    from qos in Gen.Choose(0, 2)
                    from retain in ArbMap.Default.GeneratorFor<bool>()
                    select (kind, options, number, seconds, texts, qos, retain);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var operation = new BrokerOperation
            {
                Kind = (BrokerOperationKind)c.kind,
                Options = (byte)c.options,
                Number = c.number,
                Seconds = c.seconds,
                ClientId = c.texts[0],
                Name = c.texts[1],
                Identifiers = c.texts[2],
                Message = new RoutedPublish { Topic = c.texts[1], Properties = c.texts[3], Payload = c.texts[4], QualityOfService = (QualityOfService)c.qos, Retain = c.retain, ExpiresAtMs = c.number },
            };
            byte[] written = Write(operation);
            BrokerOperation read = BrokerOperation.Read(written);

            Assert.Equal(operation.Kind, read.Kind);
            Assert.Equal(operation.Options, read.Options);
            Assert.Equal(operation.Number, read.Number);
            Assert.Equal(operation.Seconds, read.Seconds);
            Assert.Equal(c.texts[0], read.ClientId);
            Assert.Equal(c.texts[1], read.Name);
            Assert.Equal(c.texts[2], read.Identifiers);
            if (operation.Kind is not (BrokerOperationKind.RetainedSet or BrokerOperationKind.Enqueued))
                return;
            Assert.Equal(c.texts[1], read.Message.Topic);
            Assert.Equal(c.texts[3], read.Message.Properties);
            Assert.Equal(c.texts[4], read.Message.Payload);
            Assert.Equal(c.qos, (int)read.Message.QualityOfService);
            Assert.Equal(c.retain, read.Message.Retain);
            Assert.Equal(c.number, read.Message.ExpiresAtMs);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_Enqueued_KeepsItsFormat()
    {
        byte[] written = Write(new BrokerOperation
        {
            Kind = BrokerOperationKind.Enqueued,
            Options = 0x09,
            Number = 258,
            ClientId = "c"u8,
            Name = "t"u8,
            Message = new RoutedPublish { Topic = "t"u8, Payload = "p"u8, QualityOfService = QualityOfService.AtLeastOnce, Retain = true, ExpiresAtMs = 1 },
        });
        Assert.Equal(
            "0108" + "09" + "0000000000000102" + "00000000" + "000163" + "000174" + "0000" // up to the identifiers
            + "09" + "0000000000000001" + "00000000" + "70",
            Convert.ToHexString(written));
    }

    [Fact]
    public void Read_CutAnywhere_IsInvalidData()
    {
        byte[] written = Write(new BrokerOperation
        {
            Kind = BrokerOperationKind.RetainedSet,
            ClientId = "client"u8,
            Name = "topic"u8,
            Message = new RoutedPublish { Topic = "topic"u8, Properties = [1, 2] },
        });
        for (int length = 0; length < written.Length; length++)
            Assert.Throws<InvalidDataException>(() => { BrokerOperation.Read(written.AsSpan(0, length)); });
    }

    [Theory]
    [InlineData(0, 2)] // a newer format
    [InlineData(1, 0)]
    [InlineData(1, 14)]
    public void Read_UnknownFormatOrKind_IsInvalidData(int at, byte value)
    {
        byte[] written = Write(new BrokerOperation { Kind = BrokerOperationKind.Dequeued });
        written[at] = value;
        Assert.Throws<InvalidDataException>(() => { BrokerOperation.Read(written); });
    }

    [Fact]
    public void Read_RandomBytes_NeverEscapesAsAnotherException() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            byte[] source = [1, .. bytes];
            try
            {
                BrokerOperation.Read(source);
            }
            catch (InvalidDataException)
            {
            }
        }).QuickCheckThrowOnFailure();

    private static byte[] Write(in BrokerOperation operation)
    {
        var written = new byte[operation.Length];
        operation.Write(written);
        return written;
    }
}
