/* SPDX-License-Identifier: MIT */
/* FormatMessage, from definition to text: escapes, inserts, line breaks, in
 * both character widths. Definitions come from strings, so that the texts of
 * the system do not matter and the same rows mean something on Windows. */
#include "harness.h"

#include <stdarg.h>

#ifndef ERROR_NO_WORK_DONE /* mingw-w64 lacks it */
#define ERROR_NO_WORK_DONE 235
#endif

#define OUT_SIZE  512
#define UNTOUCHED 0xdead

/* An argument: a number, or a string in the call's own width, in the other
 * one, in char or in WCHAR. */
enum arg_kind { NUMBER, STRING, OTHER, NARROW, WIDE };
struct arg {
    enum arg_kind kind;
    long long value;
    const char *text;
};
#define N(n)                                                                   \
    {                                                                          \
        NUMBER, (n), NULL                                                      \
    }
#define S(s)                                                                   \
    {                                                                          \
        STRING, 0, (s)                                                         \
    }
#define O(s)                                                                   \
    {                                                                          \
        OTHER, 0, (s)                                                          \
    }
#define C(s)                                                                   \
    {                                                                          \
        NARROW, 0, (s)                                                         \
    }
#define W(s)                                                                   \
    {                                                                          \
        WIDE, 0, (s)                                                           \
    }

#define ARGS 6
struct fm_case {
    const char *definition;
    const char *want; /* NULL: fails with err */
    DWORD err;
    struct arg args[ARGS];
};

static DWORD call_a(DWORD flags, const char *definition, char *out, DWORD size,
                    ...)
{
    va_list args;
    DWORD n;

    va_start(args, size);
    n = FormatMessageA(flags | FORMAT_MESSAGE_FROM_STRING, definition, 0, 0,
                       out, size, &args);
    va_end(args);
    return n;
}

static DWORD call_w(DWORD flags, const WCHAR *definition, WCHAR *out,
                    DWORD size, ...)
{
    va_list args;
    DWORD n;

    va_start(args, size);
    n = FormatMessageW(flags | FORMAT_MESSAGE_FROM_STRING, definition, 0, 0,
                       out, size, &args);
    va_end(args);
    return n;
}

static const WCHAR *widen(const char *s, WCHAR *out)
{
    size_t i;

    for (i = 0; i == 0 || s[i - 1] != '\0'; i++)
        out[i] = (unsigned char)s[i];
    return out;
}

/* ASCII only: what is not becomes a question mark. */
static const char *narrow(const WCHAR *s, char *out)
{
    size_t i;

    for (i = 0; i == 0 || s[i - 1] != 0; i++)
        out[i] = (char)(s[i] < 128 ? s[i] : '?');
    return out;
}

static void args_make(const struct fm_case *c, bool wide, DWORD_PTR *words,
                      WCHAR (*texts)[64])
{
    int i;

    for (i = 0; i < ARGS; i++) {
        const struct arg *a = &c->args[i];
        bool as_wide = a->kind == WIDE || (a->kind == STRING && wide) ||
                       (a->kind == OTHER && !wide);

        if (a->kind == NUMBER || a->text == NULL)
            words[i] = (DWORD_PTR)a->value;
        else if (as_wide)
            words[i] = (DWORD_PTR)widen(a->text, texts[i]);
        else
            words[i] = (DWORD_PTR)a->text;
    }
}

static void visible(const char *s, char *out)
{
    for (; *s != '\0'; s++)
        out += sprintf(out,
                       *s == '\r'   ? "\\r"
                       : *s == '\n' ? "\\n"
                       : *s == '\t' ? "\\t"
                                    : "%c",
                       *s);
    *out = '\0';
}

static void verdict(const struct fm_case *c, const char *how, DWORD n,
                    const char *got, DWORD err)
{
    char a[4 * OUT_SIZE];
    char b[4 * OUT_SIZE];

    if (c->want == NULL) {
        if (n != 0 || err != c->err)
            ct_fail("%s \"%s\": returned %u, error %u; wanted 0, %u", how,
                    c->definition, (unsigned)n, (unsigned)err,
                    (unsigned)c->err);
        return;
    }
    if (n == strlen(c->want) && strcmp(got, c->want) == 0 && err == UNTOUCHED)
        return;
    visible(got, a);
    visible(c->want, b);
    ct_fail("%s \"%s\": returned %u, error %u, \"%s\"; wanted \"%s\"", how,
            c->definition, (unsigned)n, (unsigned)err, n != 0 ? a : "", b);
}

static void case_run(const struct fm_case *c, DWORD flags, bool wide)
{
    WCHAR texts[ARGS][64];
    WCHAR definition[OUT_SIZE];
    WCHAR out_w[OUT_SIZE] = {0};
    char out[OUT_SIZE] = "";
    DWORD_PTR w[ARGS];
    DWORD n;
    DWORD err;

    args_make(c, wide, w, texts);
    SetLastError(UNTOUCHED);
    if (wide)
        n = call_w(flags, widen(c->definition, definition), out_w, OUT_SIZE,
                   w[0], w[1], w[2], w[3], w[4], w[5]);
    else
        n = call_a(flags, c->definition, out, OUT_SIZE, w[0], w[1], w[2], w[3],
                   w[4], w[5]);
    err = GetLastError();
    if (wide)
        narrow(out_w, out);
    verdict(c, wide ? "W" : "A", n, out, err);
}

static void cases_run(const struct fm_case *cases, int count, DWORD flags)
{
    int i;

    for (i = 0; i < count; i++) {
        case_run(&cases[i], flags, false);
        case_run(&cases[i], flags, true);
    }
}
#define RUN(cases, flags) cases_run(cases, CT_COUNT(cases), flags)

/* --- Escapes and line breaks. */

static void escapes(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"test", "test", 0, {{0}}},
        {"%%", "%", 0, {{0}}},
        {"100%% sure", "100% sure", 0, {{0}}},
        {"%.", ".", 0, {{0}}},
        {"%!", "!", 0, {{0}}},
        {"% ", " ", 0, {{0}}},
        {"%n", "\r\n", 0, {{0}}},
        {"%r", "\r", 0, {{0}}},
        {"%t", "\t", 0, {{0}}},
        {"%b%z%a", "bza", 0, {{0}}},
        {"a%0b", "a", 0, {{0}}},
        {"%1!s!%!", "hi!", 0, {S("hi")}},
        {"%1%!", "hi!", 0, {S("hi")}},
        {"", NULL, ERROR_NO_WORK_DONE, {{0}}},
        {"%0", NULL, ERROR_NO_WORK_DONE, {{0}}},
        {"%1", NULL, ERROR_NO_WORK_DONE, {S("")}},
        {"%", NULL, ERROR_INVALID_PARAMETER, {{0}}},
        {"abc%", NULL, ERROR_INVALID_PARAMETER, {{0}}},
    };

    (void)row;
    RUN(cases, 0);
}

static void breaks(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"a\nb", "a\r\nb", 0, {{0}}},
        {"a\r\nb", "a\r\nb", 0, {{0}}},
        {"a\rb", "a\r\nb", 0, {{0}}},
        {"a\r\r\nb", "a\r\n\r\nb", 0, {{0}}},
        {"a\n\nb", "a\r\n\r\nb", 0, {{0}}},
        {"hi \n", "hi \r\n", 0, {{0}}},
        {"\t x", "\t x", 0, {{0}}},
        {"%1\n", "in\nsert\r\n", 0, {S("in\nsert")}},
    };

    (void)row;
    RUN(cases, 0);
}

static void ignore_inserts(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"test", "test", 0, {{0}}},
        {"%1%2!*.*s!%99", "%1%2!*.*s!%99", 0, {{0}}},
        {"%n%r%t", "\r\n\r\t", 0, {{0}}},
        {"hi\n", "hi\r\n", 0, {{0}}},
        {"a%0b", "a", 0, {{0}}},
        {"%%%.% %!%b", "%%%.% %!%b", 0, {{0}}},
        {"%100%1!x!", "%100%1!x!", 0, {{0}}},
        {"%1!s", "%1!s", 0, {{0}}},
        {"%0", NULL, ERROR_NO_WORK_DONE, {{0}}},
        {"abc%", NULL, ERROR_INVALID_PARAMETER, {{0}}},
    };

    (void)row;
    RUN(cases, FORMAT_MESSAGE_IGNORE_INSERTS);
}

/* --- Inserts. */

static void inserts(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"%1", "arg", 0, {S("arg")}},
        {"%1%2", "ab", 0, {S("a"), S("b")}},
        {"%2%1%2", "bab", 0, {S("a"), S("b")}},
        {"%6", "f", 0, {S("a"), S("b"), S("c"), S("d"), S("e"), S("f")}},
        {"%1", "(null)", 0, {{0}}},
        {"%1!s!", "arg", 0, {S("arg")}},
        {"%1!s", NULL, ERROR_INVALID_PARAMETER, {S("arg")}},
        {"%1!", NULL, ERROR_INVALID_PARAMETER, {S("arg")}},
        {"%1!d!%1!x!", "12c", 0, {N(12)}},
        {"%1!dx!", "5x", 0, {N(5)}},
    };

    (void)row;
    RUN(cases, 0);
}

static void numbers(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"%1!d!|%1!i!|%1!u!", "-5|-5|4294967291", 0, {N(-5)}},
        {"%1!x!|%1!X!|%1!o!", "abc|ABC|5274", 0, {N(0xabc)}},
        {"%1!#x!|%1!#o!", "0xff|0377", 0, {N(255)}},
        {"%1!05d!|%1!-5d!|%1!+d!|%1! d!", "00042|42   |+42| 42", 0, {N(42)}},
        {"%1!8.4d!|%1!-8.4d!|", "    0042|0042    |", 0, {N(42)}},
        {"%1!.3d!|%1!.0d!|", "000||", 0, {N(0)}},
        {"%1!hd!|%1!hu!|%1!hx!", "4464|4464|1170", 0, {N(70000)}},
        {"%1!ld!|%1!lx!", "-1|ffffffff", 0, {N(0xffffffff)}},
        {"%1!I32d!", "-1", 0, {N(0x1ffffffff)}},
        {"%1!I64d!|%1!lld!|%1!Id!",
         "78187493530|78187493530|78187493530",
         0,
         {N(0x123456789a)}},
        {"%1!I64x!", "ffffffffffffffff", 0, {N(-1)}},
        {"%1!p!", "0000000000001234", 0, {N(0x1234)}},
        {"%1!*d!|", "   42|", 0, {N(5), N(42)}},
        {"%1!-*d!|", "42   |", 0, {N(5), N(42)}},
    };

    (void)row;
    RUN(cases, 0);
}

static void strings(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"%1!10s!|%1!-10s!|", "       abc|abc       |", 0, {S("abc")}},
        {"%1!.2s!|%1!5.1s!|%1!.0s!|", "ab|    a||", 0, {S("abc")}},
        {"%1!*s!|", "  star|", 0, {N(6), S("star")}},
        {"%1!.*s!|", "st|", 0, {N(2), S("star")}},
        {"%1!S!|%1!-6S!|", "oth|oth   |", 0, {O("oth")}},
        {"%1!hs!|%2!ls!|%3!ws!", "a|b|c", 0, {C("a"), W("b"), W("c")}},
        {"%1!hS!|%2!lS!", "a|b", 0, {C("a"), W("b")}},
        {"%1!c!|%1!3c!|%1!-3c!|", "x|  x|x  |", 0, {N('x')}},
        {"%1!C!|%1!hc!|%1!lc!", "x|x|x", 0, {N('x')}},
        /* Floating point is not supported: the letter is text. */
        {"%1!f!|%1!e!|%1!g!", "f|e|g", 0, {N(1)}},
    };

    (void)row;
    RUN(cases, 0);
}

/* Width and precision from arguments: from a va_list one argument is dropped,
 * so that the numbers are others than with an array. */
static void stars(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"%1!*.*s! %3 %4!*s!",
         "  Bi Bob   Bill",
         0,
         {N(4), N(2), S("Bill"), S("Bob"), N(6), S("Bill")}},
    };
    static const DWORD_PTR array[] = {
        4, 2, (DWORD_PTR) "Bill", (DWORD_PTR) "Bob", 6, (DWORD_PTR) "Bill"};
    char out[100] = "";
    DWORD n;

    (void)row;
    RUN(cases, 0);
    n = FormatMessageA(
        FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY,
        "%1!*.*s! %4 %5!*s!", 0, 0, out, sizeof(out), (va_list *)array);
    EQUAL(n, 15);
    EQUAL(strcmp(out, "  Bi Bob   Bill"), 0);
    n = FormatMessageA(FORMAT_MESSAGE_FROM_STRING |
                           FORMAT_MESSAGE_ARGUMENT_ARRAY,
                       "%4 %3 %1!d!", 0, 0, out, sizeof(out), (va_list *)array);
    EQUAL(n, 10);
    EQUAL(strcmp(out, "Bob Bill 4"), 0);
}

static void no_arguments(const struct ct_row *row)
{
    char out[100] = "";

    (void)row;
    FAILS(0, ERROR_INVALID_PARAMETER,
          FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "%1!d!", 0, 0, out,
                         sizeof(out), NULL));
    FAILS(0, ERROR_INVALID_PARAMETER,
          FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "x %1", 0, 0, out,
                         sizeof(out), NULL));
    EQUAL(FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "x%0", 0, 0, out,
                         sizeof(out), NULL),
          1);
    EQUAL(FormatMessageA(FORMAT_MESSAGE_FROM_STRING |
                             FORMAT_MESSAGE_IGNORE_INSERTS,
                         "x %1", 0, 0, out, sizeof(out), NULL),
          4);
}

/* --- Line widths. */

static void no_breaks(const struct ct_row *row)
{
    static const struct fm_case cases[] = {
        {"hi\r\n", "hi ", 0, {{0}}},
        {"hi\r\nyou\r\n", "hi you ", 0, {{0}}},
        {"a  b\n\nc", "a  b  c", 0, {{0}}},
        {"hi%nyou\n", "hi\r\nyou ", 0, {{0}}},
        {"a%rb", "a\rb", 0, {{0}}},
        {"%1 x\n", "in\r\nsert x ", 0, {S("in\r\nsert")}},
        {" lead, trail ", " lead, trail ", 0, {{0}}},
        {"x\ty", "x\ty", 0, {{0}}},
        {"\n", " ", 0, {{0}}},
    };

    (void)row;
    RUN(cases, FORMAT_MESSAGE_MAX_WIDTH_MASK);
}

static void widths(const struct ct_row *row)
{
    static const struct {
        DWORD width;
        struct fm_case c;
    } cases[] = {
        {10, {"the quick brown fox", "the quick\r\nbrown fox", 0, {{0}}}},
        {6, {"the quick brown fox", "the\r\nquick\r\nbrown\r\nfox", 0, {{0}}}},
        {10, {"the quick\nbrown", "the quick\r\nbrown", 0, {{0}}}},
        {10,
         {"the quick%nbrown fox jumps",
          "the quick\r\nbrown fox\r\njumps",
          0,
          {{0}}}},
        {5, {"ab cd  ef   gh", "ab\r\ncd\r\nef\r\ngh", 0, {{0}}}},
        {5, {"ab cd%r ef gh", "ab\r\ncd\r ef\r\ngh", 0, {{0}}}},
        {5, {"ab\tcd ef", "ab\tcd\r\n ef", 0, {{0}}}},
        {5, {"ab% cd ef", "ab cd\r\n ef", 0, {{0}}}},
        {5, {"ab cde\n", "ab\r\ncde ", 0, {{0}}}},
        {4, {"ab   cd", "ab\r\n cd", 0, {{0}}}},
        {8,
         {"%1 %2",
          "hello world\r\n\r\nagain more",
          0,
          {S("hello world"), S("again more")}}},
        {10, {"%1 %1 zz", "ab\r\ncd\r\nab\r\ncd zz", 0, {S("ab\r\ncd")}}},
        {100, {"short", "short", 0, {{0}}}},
    };
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(cases); i++) {
        case_run(&cases[i].c, cases[i].width, false);
        case_run(&cases[i].c, cases[i].width, true);
    }
}

/* The page: %t is a tab. (Not so under every implementation.) */
static void tab_in_width(const struct ct_row *row)
{
    static const struct fm_case cases[] = {{"a%tb", "a\tb", 0, {{0}}}};

    (void)row;
    RUN(cases, FORMAT_MESSAGE_MAX_WIDTH_MASK);
    RUN(cases, 50);
}

#define FM(what, func) RULE(FormatMessage, what, func)

static const struct ct_row rows[] = {
    FM("escapes", escapes),
    FM("line breaks of the definition", breaks),
    FM("IGNORE_INSERTS", ignore_inserts),
    FM("inserts", inserts),
    FM("formats of numbers", numbers),
    FM("formats of strings", strings),
    FM("width and precision from arguments", stars),
    FM("inserts without arguments", no_arguments),
    FM("MAX_WIDTH_MASK", no_breaks),
    FM("line widths", widths),
    FM("a tab stays a tab", tab_in_width),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
