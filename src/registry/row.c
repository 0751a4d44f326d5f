/* SPDX-License-Identifier: MIT */
/* Rows; see row.h. No state. */
#include "registry/row.h"

#include <string.h>

#include <ws2tcpip.h>

static const void *bad(struct ws2_reg_row *row)
{
    row->bad = true;
    return NULL;
}

uint32_t ws2_reg_row_number(struct ws2_reg_row *row, int column)
{
    int64_t value = sqlite3_column_int64(row->st, column);

    if (sqlite3_column_type(row->st, column) != SQLITE_INTEGER || value < 0 ||
        value > UINT32_MAX)
        bad(row);
    return (uint32_t)value;
}

GUID ws2_reg_row_guid(struct ws2_reg_row *row, int column)
{
    const void *bytes = sqlite3_column_blob(row->st, column);
    GUID id = {0};

    if (sqlite3_column_type(row->st, column) != SQLITE_BLOB ||
        sqlite3_column_bytes(row->st, column) != sizeof(id))
        bad(row);
    else
        memcpy(&id, bytes, sizeof(id));
    return id;
}

static void *keep(struct ws2_reg_row *row, const void *bytes, size_t len,
                  size_t room)
{
    void *copy = ws2_parts_room(row->parts, room);

    if (copy != NULL && len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

/* SQLite's own conversion makes it well-formed; a terminator in its middle is
 * not. */
LPWSTR ws2_reg_row_text(struct ws2_reg_row *row, int column)
{
    const WCHAR *text;
    size_t units;

    if (sqlite3_column_type(row->st, column) == SQLITE_NULL)
        return NULL;
    if (sqlite3_column_type(row->st, column) != SQLITE_TEXT)
        return (LPWSTR)bad(row);
    text = sqlite3_column_text16(row->st, column);
    units = (size_t)sqlite3_column_bytes16(row->st, column) / sizeof(*text);
    if (text == NULL || units > WS2_REG_TEXT_MAX)
        return (LPWSTR)bad(row);
    for (size_t i = 0; i < units; i++)
        if (text[i] == 0)
            return (LPWSTR)bad(row);
    return keep(row, text, units * sizeof(*text), (units + 1) * sizeof(*text));
}

void *ws2_reg_row_blob(struct ws2_reg_row *row, int column, size_t max,
                       size_t *len)
{
    const void *bytes;

    *len = 0;
    if (sqlite3_column_type(row->st, column) == SQLITE_NULL)
        return NULL;
    if (sqlite3_column_type(row->st, column) != SQLITE_BLOB)
        return (void *)bad(row);
    bytes = sqlite3_column_blob(row->st, column);
    *len = (size_t)sqlite3_column_bytes(row->st, column);
    if (*len > max) {
        *len = 0;
        return (void *)bad(row);
    }
    return keep(row, bytes, *len, *len + 1);
}

SOCKET_ADDRESS ws2_reg_row_address(struct ws2_reg_row *row, int column)
{
    SOCKET_ADDRESS address = {0};
    size_t len;

    address.lpSockaddr =
        ws2_reg_row_blob(row, column, WS2_REG_ADDRESS_MAX, &len);
    address.iSockaddrLength = (INT)len;
    if (!ws2_reg_is_address(&address))
        bad(row);
    if (len == 0)
        address.lpSockaddr = NULL;
    return address;
}

/* A lone surrogate has no form in the database, which is UTF-8. */
bool ws2_reg_is_text(const WCHAR *text)
{
    for (size_t i = 0; text != NULL && text[i] != 0; i++) {
        if (i >= WS2_REG_TEXT_MAX)
            return false;
        if (text[i] < 0xd800 || text[i] > 0xdfff)
            continue;
        if (text[i] > 0xdbff || text[i + 1] < 0xdc00 || text[i + 1] > 0xdfff)
            return false;
        i++;
    }
    return true;
}

bool ws2_reg_is_address(const SOCKET_ADDRESS *address)
{
    INT len = address->iSockaddrLength;

    if (len == 0)
        return true;
    if (len < (INT)sizeof(address->lpSockaddr->sa_family) ||
        len > (INT)WS2_REG_ADDRESS_MAX || address->lpSockaddr == NULL)
        return false;
    switch (address->lpSockaddr->sa_family) {
    case AF_INET:
        return len >= (INT)sizeof(SOCKADDR_IN);
    case AF_INET6:
        return len >= (INT)sizeof(SOCKADDR_IN6);
    default:
        return true;
    }
}
