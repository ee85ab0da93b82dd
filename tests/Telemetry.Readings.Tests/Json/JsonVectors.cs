using static Telemetry.Readings.RejectReason;

namespace Telemetry.Readings.Tests.Json;

/// <summary>The vectors: objects of the fields <c>number</c>, <c>flag</c> and <c>text</c>, and unknown ones.</summary>
internal static class JsonVectors
{
    public static IEnumerable<JsonVector> All() =>
        [.. Structures(), .. Numbers(), .. BadNumbers(), .. Strings(), .. BadStrings(), .. Literals(), .. Keys(), .. Depths(), .. Encodings()];

    private static IEnumerable<JsonVector> Structures() =>
    [
        new("y_object", """{"number":1}"""),
        new("y_white_space_everywhere", " \t\r\n{ \"number\" \n:\t1 \r, \"flag\" : true } \n"),
        new("y_array", """[{"ts":1763700000000,"number":1},{"ts":1763700000001,"number":2}]"""),
        new("y_array_white_space", """ [ {"ts":1763700000000,"number":1} , {"ts":1763700000001,"number":2} ] """),
        new("y_null_is_absent", """{"number":null,"flag":true}"""),
        new("y_null_time_is_absent", """{"ts":null,"seq":null,"number":1}"""),
        new("i_unknown_object", """{"x":{"a":[1,2]},"number":1}""", Fault: DeviceFault.UnknownField),
        new("i_unknown_empty_array", """{"x":[],"number":1}""", Fault: DeviceFault.UnknownField),
        new("i_wrong_type_object", """{"flag":{},"number":1}""", Fault: DeviceFault.WrongType),
        new("i_wrong_type_array", """{"flag":[true],"number":1}""", Fault: DeviceFault.WrongType),
        new("i_empty_sample_beside_good", """[{"ts":1763700000000},{"ts":1763700000001,"number":2}]""", Fault: DeviceFault.EmptySample),
        new("n_nothing", "", EmptyPayload),
        new("n_white_space_only", " \t\r\n", EmptyPayload),
        new("n_object_empty", "{}", EmptyReading),
        new("n_array_empty", "[]", EmptyReading),
        new("n_array_of_arrays", "[[1]]", NotAnObject),
        new("n_array_of_numbers", "[1,2]", NotAnObject),
        new("n_array_of_null", "[null]", NotAnObject),
        new("n_array_mixed", """[{"ts":1763700000000,"number":1},2]""", NotAnObject),
        new("n_array_without_time", """[{"number":1}]""", MissingTimestamp),
        new("n_number_alone", "1", NotAnObject),
        new("n_string_alone", "\"number\"", NotAnObject),
        new("n_true_alone", "true", NotAnObject),
        new("n_null_alone", "null", NotAnObject),
        new("n_open_object", "{", MalformedJson),
        new("n_open_array", "[", MalformedJson),
        new("n_close_object", "}", MalformedJson),
        new("n_close_array", "]", MalformedJson),
        new("n_open_after_value", """{"number":1""", MalformedJson),
        new("n_open_after_colon", """{"number":""", MalformedJson),
        new("n_open_after_name", """{"number" """, MalformedJson),
        new("n_open_name", """{"num""", MalformedJson),
        new("n_open_after_comma", """{"number":1,""", MalformedJson),
        new("n_mismatched", """{"number":1]""", MalformedJson),
        new("n_mismatched_array", """[{"ts":1763700000000,"number":1}}""", MalformedJson),
        new("n_trailing_comma", """{"number":1,}""", MalformedJson),
        new("n_leading_comma", """{,"number":1}""", MalformedJson),
        new("n_double_comma", """{"number":1,,"flag":true}""", MalformedJson),
        new("n_array_trailing_comma", """[{"ts":1763700000000,"number":1},]""", MalformedJson),
        new("n_array_double_comma", """[{"ts":1763700000000,"number":1},,{"ts":1763700000001,"number":1}]""", MalformedJson),
        new("n_double_colon", """{"number"::1}""", MalformedJson),
        new("n_colon_missing", """{"number" 1}""", MalformedJson),
        new("n_value_missing", """{"number":}""", MalformedJson),
        new("n_name_missing", "{:1}", MalformedJson),
        new("n_name_unquoted", "{number:1}", MalformedJson),
        new("n_name_number", "{1:1}", MalformedJson),
        new("n_name_null", "{null:1}", MalformedJson),
        new("n_single_quotes", "{'number':1}", MalformedJson),
        new("n_equals", """{"number"=1}""", MalformedJson),
        new("n_semicolon", """{"number":1;"flag":true}""", MalformedJson),
        new("n_comment_block", """{"number":1/* one */}""", MalformedJson),
        new("n_comment_line", "{\"number\":1 // one\n}", MalformedJson),
        new("n_comment_hash", "{\"number\":1 # one\n}", MalformedJson),
        new("n_trailing_object", """{"number":1}{"number":2}""", TrailingBytes),
        new("n_trailing_word", """{"number":1}x""", TrailingBytes),
        new("n_trailing_close", """{"number":1}}""", TrailingBytes),
        new("n_trailing_comma_outside", """{"number":1},""", TrailingBytes),
        new("n_trailing_comment", """{"number":1}/**/""", TrailingBytes),
        new("n_trailing_nul", "{\"number\":1}\0", TrailingBytes),
        new("n_array_trailing", """[{"ts":1763700000000,"number":1}]]""", TrailingBytes),
        new("n_lines_of_json", "{\"number\":1}\n{\"number\":2}", TrailingBytes),
        new("n_form_feed_is_no_white_space", "\f{\"number\":1}", MalformedJson),
        new("n_vertical_tab_is_no_white_space", "{\"number\":\v1}", MalformedJson),
        new("n_no_break_space", "{\"number\":\u00A01}", MalformedJson),
        new("n_line_separator", "{\"number\":1\u2028}", MalformedJson),
        new("n_xml", "<number>1</number>", MalformedJson),
        new("n_concatenated_length", "12{\"number\":1}", MalformedJson),
    ];

    private static IEnumerable<JsonVector> Numbers()
    {
        string[] valid =
        [
            "0", "-0", "1", "-1", "10", "123456789", "0.5", "-0.5", "0.0", "-0.0", "1.000", "1e0", "1E0", "1e5", "1E5", "1e+5", "1E+5", "1e-5", "1.5E-3",
            "0e1", "0e+1", "0E-0", "123.456e78", "1e308", "-1e308", "1.7976931348623157e308", "4.9e-324", "2.2250738585072014e-308", "9007199254740993",
            "123456789012345678901234567890", "0.1", "0.30000000000000004", "1e00005", "3.14159265358979323846264338327950288",
        ];
        foreach (string number in valid)
            yield return new JsonVector($"y_number_{number}", $$"""{"number":{{number}}}""");
        yield return new("i_number_underflows_to_zero", """{"number":1e-400}""");
        yield return new("i_number_minus_underflows_to_zero", """{"number":-1e-99999}""");
        yield return new("i_number_too_large", """{"number":1e309,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_1e999", """{"number":1e999,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_minus_1e999", """{"number":-1e999,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_huge_exponent", """{"number":1e99999999999999999999,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_huge_negative_exponent", """{"number":1e-99999999999999999999}""");
        yield return new("i_number_of_100000_digits", $$"""{"number":{{new string('9', 100_000)}},"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_of_100000_decimals", $$"""{"number":0.{{new string('3', 100_000)}}}""");
        yield return new("i_number_too_large_alone", """{"number":1e999}""", EmptyReading, DeviceFault.NotFinite);
        yield return new("i_number_nan", """{"number":NaN,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_infinity", """{"number":Infinity,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_minus_infinity", """{"number":-Infinity,"flag":true}""", Fault: DeviceFault.NotFinite);
        yield return new("i_number_as_text", """{"number":"1","flag":true}""", Fault: DeviceFault.WrongType);
        yield return new("i_nan_as_text", """{"number":"NaN","flag":true}""", Fault: DeviceFault.WrongType);
    }

    private static IEnumerable<JsonVector> BadNumbers()
    {
        string[] invalid =
        [
            "01", "-01", "00", "+1", ".5", "-.5", "1.", "1.e1", "1e", "1e+", "1E-", "1ee5", "1e5.5", "-", "--1", "- 1", "1 2", "0x10", "0b1", "0o7", "1_000",
            "1,5", "1a", "1f", "1.2.3", "1/2", "nan", "NAN", "inf", "INF", "+Infinity", "-NaN", "Infinity1", "NaN0", "Inf", "infinity", "１", "٣", "1e1e1", "$1", "(1)", "1%",
        ];
        foreach (string number in invalid)
            yield return new JsonVector($"n_number_{number}", $$"""{"flag":true,"number":{{number}}}""", MalformedJson);
    }

    private static IEnumerable<JsonVector> Strings()
    {
        string[] valid =
        [
            "", "a", " ", "\\\"", "\\\\", "\\/", "/", "\\b\\f\\n\\r\\t", "\\u0041", "\\u00e9", "\\u4e2d", "\\uD83D\\uDE00", "\\ud83d\\ude00", "中文", "😀", "é",
            "\u007F", "\u0080", "\u2028", "\uFEFF", "\uFFFF", "\U0010FFFF", "a\\u0020b", "\\u001F", "NaN", "{\\\"number\\\":1}", "//", "/**/", "\\\\u0041",
        ];
        int i = 0;
        foreach (string text in valid)
            yield return new JsonVector($"y_string_{i++}", $$"""{"text":"{{text}}"}""");
        yield return new("y_string_of_256_bytes", $$"""{"text":"{{new string('a', 256)}}"}""");
        yield return new("i_string_of_257_bytes", $$"""{"text":"{{new string('a', 257)}}","flag":true}""", Fault: DeviceFault.WrongType);
        yield return new("i_string_of_100000_bytes", $$"""{"text":"{{new string('a', 100_000)}}","flag":true}""", Fault: DeviceFault.WrongType);
        yield return new("i_string_nul", """{"text":"a\u0000b","flag":true}""", Fault: DeviceFault.WrongType);
        yield return new("i_string_where_a_number_belongs", """{"number":"a","flag":true}""", Fault: DeviceFault.WrongType);
        yield return new("i_number_where_a_string_belongs", """{"text":1,"flag":true}""", Fault: DeviceFault.WrongType);
    }

    private static IEnumerable<JsonVector> BadStrings()
    {
        string[] malformed =
        [
            "\"a", "\"a\n\"", "\"a\t\"", "\"a\r\"", "\"\u0000\"", "\"\u001F\"", "\"\\x41\"", "\"\\a\"", "\"\\0\"", "\"\\'\"", "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"",
            "\"\\u123G\"", "\"\\U0041\"", "\"\\", "\"\\\"", "'a'", "`a`", "“a”", "a", "\"a\"b", "\"a\" \"b\"", "\"a\"+\"b\"", "\"\\ \"",
        ];
        int i = 0;
        foreach (string text in malformed)
            yield return new JsonVector($"n_string_{i++}", $$"""{"flag":true,"text":{{text}}}""", MalformedJson);
        string[] surrogates =
            ["\\uD800", "\\uDC00", "\\uDBFF", "\\uDFFF", "\\uD800\\uD800", "\\uDC00\\uD800", "\\uD800a", "a\\uD800", "\\uD800\\n", "\\ud83d\\u0041", "\\uD83D\\\\uDE00"];
        foreach (string text in surrogates)
            yield return new JsonVector($"n_lone_surrogate_{text}", $$"""{"flag":true,"text":"{{text}}"}""", InvalidUtf8);
        yield return new("n_lone_surrogate_in_name", """{"flag":true,"\uD800":1}""", InvalidUtf8);
        yield return new("n_lone_surrogate_in_unknown_value", """{"flag":true,"x":"\uD800"}""", InvalidUtf8);
        yield return new("n_lone_surrogate_in_unknown_object", """{"flag":true,"x":{"\uDC00":1}}""", InvalidUtf8);
        yield return new("n_lone_surrogate_in_wrong_type", """{"flag":"\uD800","number":1}""", InvalidUtf8);
    }

    private static IEnumerable<JsonVector> Literals()
    {
        yield return new("y_true", """{"flag":true}""");
        yield return new("y_false", """{"flag":false}""");
        yield return new("i_one_is_not_true", """{"flag":1,"number":1}""", Fault: DeviceFault.WrongType);
        yield return new("i_text_is_not_true", """{"flag":"true","number":1}""", Fault: DeviceFault.WrongType);
        string[] invalid = ["True", "TRUE", "tru", "truee", "t", "False", "fals", "Null", "NULL", "nul", "nulll", "None", "undefined", "nil", "yes", "on"];
        foreach (string literal in invalid)
            yield return new JsonVector($"n_literal_{literal}", $$"""{"number":1,"flag":{{literal}}}""", MalformedJson);
    }

    private static IEnumerable<JsonVector> Keys() =>
    [
        new("y_escaped_name", """{"n\u0075mber":1}"""),
        new("n_same_key_twice", """{"number":1,"number":2}""", DuplicateKey),
        new("n_same_key_same_value", """{"number":1,"number":1}""", DuplicateKey),
        new("n_same_key_one_null", """{"number":null,"number":1}""", DuplicateKey),
        new("n_same_key_escaped", """{"number":1,"n\u0075mber":2}""", DuplicateKey),
        new("n_same_time_twice", """{"ts":1763700000000,"ts":1763700000001,"number":1}""", DuplicateKey),
        new("n_same_sequence_twice", """{"seq":1,"seq":2,"number":1}""", DuplicateKey),
        new("n_same_key_in_array", """[{"ts":1763700000000,"number":1,"number":2}]""", DuplicateKey),
        new("y_same_key_in_two_objects", """[{"ts":1763700000000,"number":1},{"ts":1763700000001,"number":1}]"""),
        new("i_same_unknown_key_twice", """{"x":1,"x":2,"number":1}""", Fault: DeviceFault.UnknownField),
        new("i_empty_name", """{"":1,"number":1}""", Fault: DeviceFault.UnknownField),
        new("i_name_in_capitals", """{"Number":1,"flag":true}""", Fault: DeviceFault.UnknownField),
        new("i_name_of_1000_bytes", $$"""{"{{new string('x', 1000)}}":1,"flag":true}""", Fault: DeviceFault.UnknownField),
        new("i_name_with_nul", """{"number\u0000":1,"flag":true}""", Fault: DeviceFault.UnknownField),
        new("i_sequence_negative", """{"seq":-1,"number":1}""", Fault: DeviceFault.WrongType),
        new("i_sequence_fraction", """{"seq":1.5,"number":1}""", Fault: DeviceFault.WrongType),
        new("i_sequence_too_large", """{"seq":99999999999999999999,"number":1}""", Fault: DeviceFault.WrongType),
        new("i_time_text", """{"ts":"today","number":1}""", Fault: DeviceFault.SuspectTime),
    ];

    private static IEnumerable<JsonVector> Depths() =>
    [
        new("i_depth_4", """{"x":[[[1]]],"number":1}""", Fault: DeviceFault.UnknownField),
        new("n_depth_5", """{"x":[[[[1]]]],"number":1}""", TooDeep),
        new("n_depth_5_objects", """{"x":{"a":{"b":{"c":{}}}},"number":1}""", TooDeep),
        new("n_depth_5_in_array", """[{"ts":1763700000000,"number":1,"x":[[[1]]]}]""", TooDeep),
        new("n_depth_5_wrong_type", """{"number":[[[[1]]]],"flag":true}""", TooDeep),
        new("n_depth_60", $$"""{"x":{{new string('[', 60)}}1{{new string(']', 60)}},"number":1}""", TooDeep),
        new("n_depth_100000", $$"""{"x":{{new string('[', 100_000)}}""", TooDeep),
        new("n_depth_100000_alone", new string('[', 100_000), NotAnObject),
        new("n_depth_100000_objects", string.Concat(Enumerable.Repeat("{\"x\":", 20_000)), TooDeep),
    ];

    private static IEnumerable<JsonVector> Encodings() =>
    [
        new("n_byte_order_mark", "\uFEFF{\"number\":1}", ByteOrderMark),
        new("n_byte_order_mark_alone", "\uFEFF", ByteOrderMark),
        new("n_byte_order_mark_cut", "\u00EF\u00BB{\"number\":1}", InvalidUtf8, IsBytes: true),
        new("n_byte_order_mark_inside", "{\"number\":\uFEFF1}", MalformedJson),
        new("n_utf16_big_endian", "\0{\0\"\0n\0\"\0:\01\0}", MalformedJson, IsBytes: true),
        new("n_utf16_little_endian", "{\0\"\0n\0\"\0:\01\0}\0", MalformedJson, IsBytes: true),
        new("n_utf16_mark", "\u00FF\u00FE{\0}\0", InvalidUtf8, IsBytes: true),
        new("n_latin1_in_string", "{\"text\":\"caf\u00E9\"}", InvalidUtf8, IsBytes: true),
        new("n_latin1_in_name", "{\"caf\u00E9\":1,\"number\":1}", InvalidUtf8, IsBytes: true),
        new("n_gbk_in_string", "{\"text\":\"\u00D6\u00D0\u00CE\u00C4\"}", InvalidUtf8, IsBytes: true),
        new("n_continuation_alone", "{\"text\":\"\u0080\"}", InvalidUtf8, IsBytes: true),
        new("n_overlong_slash", "{\"text\":\"\u00C0\u00AF\"}", InvalidUtf8, IsBytes: true),
        new("n_overlong_nul", "{\"text\":\"\u00C0\u0080\"}", InvalidUtf8, IsBytes: true),
        new("n_overlong_three", "{\"text\":\"\u00E0\u0080\u00AF\"}", InvalidUtf8, IsBytes: true),
        new("n_surrogate_in_utf8", "{\"text\":\"\u00ED\u00A0\u0080\"}", InvalidUtf8, IsBytes: true),
        new("n_beyond_unicode", "{\"text\":\"\u00F4\u0090\u0080\u0080\"}", InvalidUtf8, IsBytes: true),
        new("n_five_bytes", "{\"text\":\"\u00F8\u0088\u0080\u0080\u0080\"}", InvalidUtf8, IsBytes: true),
        new("n_cut_in_string", "{\"text\":\"\u00E4\u00B8\"}", InvalidUtf8, IsBytes: true),
        new("n_cut_at_end", "{\"number\":1}\u00E4", InvalidUtf8, IsBytes: true),
        new("n_ff_after_value", "{\"number\":1}\u00FF", InvalidUtf8, IsBytes: true),
        new("n_invalid_in_unknown", "{\"x\":\"\u00FF\",\"number\":1}", InvalidUtf8, IsBytes: true),
        new("n_nul_before", "\0{\"number\":1}", MalformedJson),
        new("n_nul_inside", "{\"number\":\01}", MalformedJson),
        new("n_cbor", "\u00A1\u0066number\u0001", InvalidUtf8, IsBytes: true),
        new("n_gzip", "\u001F\u008B\u0008\0\0", InvalidUtf8, IsBytes: true),
        new("n_too_large", "{\"number\":1" + new string(' ', 262_144) + "}", Oversize),
    ];
}
