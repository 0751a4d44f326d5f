/* SPDX-License-Identifier: MIT */
/* SERVICE_INFO in and out; see serviceinfo.h. No state. */
#include "name/serviceinfo.h"

#include <nspapi.h>
#include <svcguid.h>

#include <stddef.h>
#include <string.h>

#include "name/flat.h"
#include "os/mem.h"

/* Narrow ones differ in the kind of their strings. */
_Static_assert(sizeof(SERVICE_INFOA) == sizeof(SERVICE_INFOW) &&
                   sizeof(NS_SERVICE_INFOA) == sizeof(NS_SERVICE_INFOW) &&
                   sizeof(SERVICE_TYPE_INFO_ABSA) ==
                       sizeof(SERVICE_TYPE_INFO_ABSW),
               "layout");

/* In */

static ws2_err info_read(SERVICE_INFOW *in, const void *info)
{
    if (info == NULL)
        return WSAEINVAL;
    return os_mem_copy_in(in, info, sizeof(*in)) != 0 ? WSAEFAULT : WS2_OK;
}

/* An address says nothing of its protocol; the classes of ports do. */
static void protocol_of(const GUID *class, CSADDR_INFO *info)
{
    if (class != NULL && IS_SVCID_TCP(class)) {
        info->iSocketType = SOCK_STREAM;
        info->iProtocol = IPPROTO_TCP;
    } else if (class != NULL && IS_SVCID_UDP(class)) {
        info->iSocketType = SOCK_DGRAM;
        info->iProtocol = IPPROTO_UDP;
    }
}

/* Where a service is, is where it is bound and where others find it. */
static void address_in(struct ws2_parts *parts, const SERVICE_ADDRESS *from,
                       const GUID *class, CSADDR_INFO *info)
{
    SOCKET_ADDRESS *address = &info->RemoteAddr;

    if (from->dwAddressLength > INT32_MAX) {
        parts->err = parts->err != WS2_OK ? parts->err : WSAEINVAL;
        return;
    }
    address->iSockaddrLength = (INT)from->dwAddressLength;
    address->lpSockaddr =
        ws2_parts_array(parts, from->lpAddress, from->dwAddressLength, 1);
    info->LocalAddr = *address;
    protocol_of(class, info);
}

/* The array follows its count in the program's memory. */
static void *array_in(struct ws2_parts *parts, const void *from, size_t offset,
                      size_t count, size_t size)
{
    return ws2_parts_copy(parts, (const char *)from + offset, count, size);
}

static void addresses_in(struct ws2_parts *parts, WSAQUERYSETW *set,
                         const SERVICE_ADDRESSES *from)
{
    SERVICE_ADDRESS *list;
    DWORD count = 0;

    if (from == NULL || parts->err != WS2_OK)
        return;
    if (os_mem_copy_in(&count, from, sizeof(count)) != 0)
        parts->err = WSAEFAULT;
    list = array_in(parts, from, offsetof(SERVICE_ADDRESSES, Addresses), count,
                    sizeof(*list));
    if (list == NULL)
        return;
    set->lpcsaBuffer = ws2_parts_room(parts, count * sizeof(CSADDR_INFO));
    for (DWORD i = 0; parts->err == WS2_OK && i < count; i++)
        address_in(parts, &list[i], set->lpServiceClassId,
                   &set->lpcsaBuffer[i]);
    set->dwNumberOfCsAddrs = count;
}

static void blob_in(struct ws2_parts *parts, WSAQUERYSETW *set,
                    const BLOB *from)
{
    if (from->cbSize == 0)
        return;
    set->lpBlob = ws2_parts_copy(parts, from, 1, sizeof(*from));
    if (set->lpBlob != NULL)
        set->lpBlob->pBlobData =
            ws2_parts_array(parts, from->pBlobData, from->cbSize, 1);
}

static void version_in(struct ws2_parts *parts, WSAQUERYSETW *set,
                       DWORD version)
{
    set->lpVersion = ws2_parts_room(parts, sizeof(*set->lpVersion));
    if (set->lpVersion != NULL)
        *set->lpVersion = (WSAVERSION){version, COMP_EQUAL};
}

ws2_err ws2_serviceinfo_in(struct ws2_queryset *q, const void *info, bool wide)
{
    struct ws2_parts *parts = &q->parts;
    SERVICE_INFOW in;
    ws2_err err = info_read(&in, info);

    if (err != WS2_OK)
        return err;
    *q = (struct ws2_queryset){.set.dwSize = sizeof(q->set)};
    q->set.lpServiceClassId =
        ws2_parts_copy(parts, in.lpServiceType, 1, sizeof(GUID));
    q->set.lpszServiceInstanceName =
        ws2_parts_text(parts, in.lpServiceName, wide);
    q->set.lpszComment = ws2_parts_text(parts, in.lpComment, wide);
    version_in(parts, &q->set, in.dwVersion);
    addresses_in(parts, &q->set, in.lpServiceAddress);
    blob_in(parts, &q->set, &in.ServiceSpecificInfo);
    if (parts->err != WS2_OK)
        ws2_queryset_free(q);
    return parts->err;
}

static void values_in(struct ws2_parts *parts, WSASERVICECLASSINFOW *class,
                      const SERVICE_TYPE_INFO_ABSW *from, bool wide)
{
    DWORD count = class->dwCount;
    const SERVICE_TYPE_VALUE_ABSW *list =
        array_in(parts, from, offsetof(SERVICE_TYPE_INFO_ABSW, Values), count,
                 sizeof(*list));

    if (list == NULL)
        return;
    class->lpClassInfos =
        ws2_parts_room(parts, count * sizeof(*class->lpClassInfos));
    for (DWORD i = 0; parts->err == WS2_OK && i < count; i++)
        class->lpClassInfos[i] = (WSANSCLASSINFOW){
            .lpszName = ws2_parts_text(parts, list[i].lpValueName, wide),
            .dwNameSpace = list[i].dwNameSpace,
            .dwValueType = list[i].dwValueType,
            .dwValueSize = list[i].dwValueSize,
            .lpValue =
                ws2_parts_array(parts, list[i].lpValue, list[i].dwValueSize, 1),
        };
}

ws2_err ws2_serviceinfo_class_in(struct ws2_classinfo *c, const void *info,
                                 bool wide)
{
    const size_t head = offsetof(SERVICE_TYPE_INFO_ABSW, Values);
    struct ws2_parts *parts = &c->parts;
    SERVICE_TYPE_INFO_ABSW type;
    SERVICE_INFOW in;
    ws2_err err = info_read(&in, info);

    if (err != WS2_OK)
        return err;
    if (in.ServiceSpecificInfo.cbSize < head)
        return WSAEINVAL;
    if (os_mem_copy_in(&type, in.ServiceSpecificInfo.pBlobData, head) != 0)
        return WSAEFAULT;
    *c = (struct ws2_classinfo){.info.dwCount = type.dwValueCount};
    c->info.lpServiceClassId =
        ws2_parts_copy(parts, in.lpServiceType, 1, sizeof(GUID));
    c->info.lpszServiceClassName = ws2_parts_text(parts, type.lpTypeName, wide);
    values_in(parts, &c->info, (void *)in.ServiceSpecificInfo.pBlobData, wide);
    if (parts->err != WS2_OK)
        ws2_classinfo_free(c);
    return parts->err;
}

/* Out */

static SERVICE_ADDRESSES *addresses_put(struct ws2_flat *f,
                                        const WSAQUERYSETW *set)
{
    const size_t head = offsetof(SERVICE_ADDRESSES, Addresses);
    DWORD count = set->dwNumberOfCsAddrs;
    size_t at = ws2_flat_reserve(f, head + count * sizeof(SERVICE_ADDRESS),
                                 _Alignof(SERVICE_ADDRESSES));

    ws2_flat_write(f, at, &count, sizeof(count));
    for (DWORD i = 0; i < count; i++) {
        const SOCKET_ADDRESS *from = &set->lpcsaBuffer[i].RemoteAddr;
        SERVICE_ADDRESS address = {0};

        address.lpAddress =
            ws2_flat_put(f, from->lpSockaddr, (size_t)from->iSockaddrLength,
                         _Alignof(SOCKADDR_STORAGE));
        address.dwAddressLength =
            from->lpSockaddr != NULL ? (DWORD)from->iSockaddrLength : 0;
        if (address.dwAddressLength >= sizeof(ADDRESS_FAMILY))
            address.dwAddressType = from->lpSockaddr->sa_family;
        ws2_flat_write(f, at + head + i * sizeof(address), &address,
                       sizeof(address));
    }
    return ws2_flat_address(f, at);
}

static void info_put(struct ws2_flat *f, const WSAQUERYSETW *set,
                     DWORD properties, bool wide, SERVICE_INFOW *out)
{
    DWORD all = (properties & PROP_ALL) != 0 ? ~0u : properties;

    out->lpServiceType =
        ws2_flat_put(f, set->lpServiceClassId, sizeof(GUID), _Alignof(GUID));
    if ((all & PROP_VERSION) != 0 && set->lpVersion != NULL)
        out->dwVersion = set->lpVersion->dwVersion;
    if ((all & PROP_ADDRESSES) != 0)
        out->lpServiceAddress = addresses_put(f, set);
    if ((all & PROP_SD) != 0 && set->lpBlob != NULL) {
        out->ServiceSpecificInfo.cbSize = set->lpBlob->cbSize;
        out->ServiceSpecificInfo.pBlobData =
            ws2_flat_put(f, set->lpBlob->pBlobData, set->lpBlob->cbSize,
                         _Alignof(max_align_t));
    }
    out->lpServiceName = ws2_flat_text(f, set->lpszServiceInstanceName, wide);
    if ((all & PROP_COMMENT) != 0)
        out->lpComment = ws2_flat_text(f, set->lpszComment, wide);
}

size_t ws2_serviceinfo_pack(WSAQUERYSETW *const *sets, unsigned count,
                            DWORD properties, bool wide, void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    size_t at = ws2_flat_reserve(&f, count * sizeof(NS_SERVICE_INFOW),
                                 _Alignof(NS_SERVICE_INFOW));

    for (unsigned i = 0; i < count; i++) {
        NS_SERVICE_INFOW info = {.dwNameSpace = sets[i]->dwNameSpace};

        info_put(&f, sets[i], properties, wide, &info.ServiceInfo);
        ws2_flat_write(&f, at + i * sizeof(info), &info, sizeof(info));
    }
    return f.used;
}
