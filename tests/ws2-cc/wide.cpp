/* SPDX-License-Identifier: MIT */
/* std::wstring on 16-bit characters, short and on the heap, beside narrow
 * streams. Prints "ok". */
#include <iostream>
#include <map>
#include <sstream>
#include <string>

static bool strings_work()
{
    std::wstring s(L"long enough to leave the small buffer");
    std::wstring t = s.substr(5, 6);

    s += L", and longer";
    s.insert(0, 2, L'>').replace(0, 2, L"<");
    return s.size() == 50 && t == L"enough" && s.find(L"longer") == 44 &&
           s.compare(0, 5, L"<long") == 0 && std::wstring(L"\xe9")[0] == 0xe9;
}

static bool maps_work()
{
    std::map<std::wstring, int> m;

    m[L"two"] = 2;
    m[L"one"] = 1;
    return m.begin()->first == L"one" && m.count(L"two") == 1;
}

int main()
{
    std::ostringstream out;

    out << strings_work() << maps_work() << sizeof(wchar_t);
    if (out.str() != "112")
        return 1;
    std::cout << "ok" << std::endl;
    return 0;
}
