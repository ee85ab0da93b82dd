using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;
using Telemetry.Readings.Tests.Inventory.Schema;

namespace Telemetry.Readings.Tests.Inventory;

public sealed class PeopleLoaderTests
{
    private static readonly City City =
        CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", FullFiles.City), new("plans/air.yaml", FullFiles.Plans)]).City!;

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "duty: air-office", "duty: §air-ofice", "unknown duty 'air-ofice' (did you mean 'air-office'?)" },
        { "shifts: [day]", "shifts: [§dya]", "duty 'air-office' has no shift 'dya' (did you mean 'day'?)" },
        { "as: deputy,", "as: deputy, shifts: [§day],", "duty 'air-duty' has no shift 'day'; it has no shifts" },
        { "as: holder", "as: §holdr", "unknown as 'holdr' (did you mean 'holder'?)" },
        { "from: 2026-11-01", "from: §2026-11-31", "'from' of a duty of person 'zhang-san' must be a day such as 2026-10-01, not '2026-11-31'" },
        { "to: 2026-11-30", "§to: 2026-10-30", "'to' of a duty of person 'zhang-san' is before 'from'" },
        { "rank: 1 }", "rank: §0 }", "'rank' of a duty of person 'zhang-san' must be a whole number from 1 to 1000, not '0'" },
        { "- id: zhang-san", "- id: §Zhang", "'id' of a person must be 1 to 64 of a-z, 0-9 and '-', not 'Zhang'" },
        { "id: li-si", "id: §zhang-san", "person 'zhang-san' is already defined at people.yaml:2:9" },
        { "contacts:", "§contact:", "unknown key 'contact' in a person (did you mean 'contacts'?)" },
        { "\"+86 000 0000 0001\"", "§\"0635 SECRET\"", "contact 'phone' of person 'zhang-san' is no telephone number: write digits, best with the country's code and in quotes, such as \"+86 635 000 0000\"" },
        { "app: zs", "§SECRET: zs", "the name of a contact way of person 'zhang-san' must be 1 to 32 of a-z, 0-9 and '-', and begin with a letter" },
        { "app: zs", "app: §[SECRET]", "contact 'app' of person 'zhang-san' must be a text of 1 to 256 characters without line breaks" },
        { "contacts: { phone: \"+86 000 0000 0001\", app: zs }", "contacts: §SECRET", "'contacts' of person 'zhang-san' must be a mapping such as { phone: \"+86...\" } of at most 32 ways" },
        { "name: { zh: 李四, en: Li Si }", "name: { zh: 李四, en: §\"\" }", "'en' of 'name' of person 'li-si' must not be empty" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Load_OneMistake_IsToldWithItsPlaceAndWithoutContacts(string old, string changed, string message)
    {
        Assert.Contains(old, FullFiles.People, StringComparison.Ordinal);
        string marked = FullFiles.People.Replace(old, changed, StringComparison.Ordinal);
        int place = marked.IndexOf('§', StringComparison.Ordinal);
        string where = $"people.yaml:{marked.AsSpan(0, place).Count('\n') + 1}:{place - marked.LastIndexOf('\n', place)}: ";

        PeopleLoadResult result = PeopleLoader.Parse("people.yaml", marked.Replace("§", "", StringComparison.Ordinal), City);

        Assert.Null(result.People);
        Assert.Equal(where + message, Assert.Single(result.Mistakes).ToString());
        Assert.DoesNotContain("SECRET", result.Mistakes[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManyMistakes_AreToldAtOnceInOrder()
    {
        PeopleLoadResult result = PeopleLoader.Parse("people.yaml", "people:\n  - { id: a }\n  - 5\n  - { id: b, name: { zh: x, en: x }, duties: [{ duty: nobody }] }\nmore: 1\n", City);

        Assert.Equal(["2:5", "3:5", "4:55", "5:1"], result.Mistakes.Select(mistake => $"{mistake.Line}:{mistake.Column}"));
    }

    [Fact]
    public void Load_WithoutAFile_ThereIsNobody() => Assert.Empty(PeopleLoader.Load(Path.Combine(Path.GetTempPath(), "no-such-folder", "people.yaml"), City).People!);

    [Fact]
    public void Load_TooLargeAFile_IsRefused()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "people: []\n#" + new string('x', PeopleLoader.MaximumFileBytes));

            Assert.Equal($"{path}: the file is larger than 4 MiB", Assert.Single(PeopleLoader.Load(path, City).Mistakes).ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_FullFile_IsAsWritten()
    {
        PersonDefinition person = PeopleLoader.Parse("people.yaml", FullFiles.People, City).People![0];

        Assert.Equal(("zhang-san", "张三", "+86 000 0000 0001", "zs"), (person.Id, person.Name.Zh, person.Contacts["phone"], person.Contacts["app"]));
        Assert.Equal("zhang-san", person.ToString());
        DutyAssignment duty = person.Duties[0];
        Assert.Equal(("air-office", false, "day", new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), 1), (duty.DutyId, duty.IsDeputy, Assert.Single(duty.Shifts), duty.From, duty.To, duty.Rank));
        Assert.True(person.Duties[1].IsDeputy);
    }
}
