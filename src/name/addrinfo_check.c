/* SPDX-License-Identifier: MIT */
/* getaddrinfo's arguments: copying, rules and service. Follows Microsoft
 * Learn, "getaddrinfo function", and "ADDRINFOA structure". No state. */
#include "name/addrinfo.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "name/local.h"
#include "name/netdb.h"
#include "name/resolve.h"
#include "os/mem.h"

/* Without effect here, but not mistakes: flags of the NS_EMAIL namespace,
 * hints for the provider, and what asks for less than we do. */
#define FLAGS_IGNORED                                                          \
    (AI_FORCE_CLEAR_TEXT | AI_BYPASS_DNS_CACHE | AI_RETURN_TTL |               \
     AI_NON_AUTHORITATIVE | AI_SECURE | AI_RETURN_PREFERRED_NAMES |            \
     AI_FILESERVER | AI_SECURE_WITH_FALLBACK | AI_RETURN_RESPONSE_FLAGS)
/* Not among them, so WSAEINVAL: AI_REQUIRE_SECURE, which must not be ignored,
 * AI_RESOLUTION_HANDLE, as there are no such handles, and, but for larger
 * hints, AI_EXTENDED and AI_EXCLUSIVE_CUSTOM_SERVERS. */
#define FLAGS_KNOWN                                                            \
    (FLAGS_IGNORED | AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST |              \
     AI_NUMERICSERV | AI_DNS_ONLY | AI_ALL | AI_ADDRCONFIG | AI_V4MAPPED |     \
     AI_FQDN | AI_DISABLE_IDN_ENCODING)

static ws2_err text_take(char out[WS2_TEXT_MAX], const void *text, bool wide,
                         ws2_err unusable)
{
    switch (wide ? ws2_text_in_wide(out, text) : ws2_text_in(out, text)) {
    case WS2_TEXT_OK:
        return WS2_OK;
    case WS2_TEXT_UNMAPPED:
        return WSAEFAULT;
    case WS2_TEXT_TOO_LONG:
    case WS2_TEXT_LONE_SURROGATE:
        break;
    }
    return unusable;
}

static ws2_err hints_take(struct ws2_ai_request *req,
                          const struct ws2_ai_call *call)
{
    req->hints = (ADDRINFOA){.ai_family = AF_UNSPEC};
    req->form = (struct ws2_ai_form){
        .wide = call->wide, .version = call->ex ? WS2_AI_EX : WS2_AI_PLAIN};
    if (call->hints == NULL)
        return WS2_OK;
    if (call->ex)
        return ws2_ai_take_hints_ex(req, call->hints);
    return os_mem_copy_in(&req->hints, call->hints, sizeof(req->hints)) < 0
               ? WSAEFAULT
               : WS2_OK;
}

ws2_err ws2_ai_take(struct ws2_ai_request *req, const struct ws2_ai_call *call)
{
    ws2_err err = hints_take(req, call);

    req->has_node = call->node != NULL;
    req->has_service = call->service != NULL;
    req->node[0] = req->service[0] = '\0';
    if (err == WS2_OK && req->has_node)
        err = text_take(req->node, call->node, call->wide, WSAHOST_NOT_FOUND);
    if (err == WS2_OK && req->has_service)
        err = text_take(req->service, call->service, call->wide,
                        WSATYPE_NOT_FOUND);
    return err;
}

static ws2_err flags_check(const struct ws2_ai_request *req)
{
    unsigned flags = (unsigned)req->hints.ai_flags;
    unsigned known = FLAGS_KNOWN;

    if (req->form.version >= ADDRINFOEX_VERSION_2)
        known |= AI_EXTENDED;
    if ((flags & ~known) != 0)
        return WSAEINVAL;
    if ((flags & AI_CANONNAME) != 0 && (flags & AI_FQDN) != 0 &&
        req->form.version == WS2_AI_PLAIN)
        return WSAEINVAL; /* an entry has room for one name */
    if ((flags & (AI_CANONNAME | AI_FQDN)) != 0 && !req->has_node)
        return WSANO_RECOVERY;
    if ((flags & AI_NUMERICHOST) != 0 && !req->has_node)
        return WSAHOST_NOT_FOUND;
    if ((flags & AI_NUMERICSERV) != 0 && !req->has_service)
        return WSAHOST_NOT_FOUND;
    return WS2_OK;
}

static ws2_err hints_check(const ADDRINFOA *hints)
{
    switch (hints->ai_family) {
    case AF_UNSPEC:
    case AF_INET:
    case AF_INET6:
        break;
    default:
        return WSAEAFNOSUPPORT;
    }
    switch (hints->ai_socktype) {
    case 0:
    case SOCK_STREAM:
    case SOCK_DGRAM:
    case SOCK_RAW:
        return WS2_OK;
    default:
        return WSAESOCKTNOSUPPORT;
    }
}

/* Whether the text is a number; blanks may come first, as on Windows. */
static bool port_parse(const char *text, unsigned long *port)
{
    char *end;

    text += strspn(text, " \t");
    if (text[strspn(text, "0123456789")] != '\0')
        return false;
    *port = strlen(text) <= 9 ? strtoul(text, &end, 10) : ULONG_MAX;
    return true;
}

/* The services file's word for the hints; "" when names mean nothing. */
static const char *proto_wanted(const ADDRINFOA *hints)
{
    switch (hints->ai_socktype) {
    case SOCK_STREAM:
        return "tcp";
    case SOCK_DGRAM:
        return "udp";
    case SOCK_RAW:
        return "";
    default:
        break;
    }
    return hints->ai_protocol == IPPROTO_TCP   ? "tcp"
           : hints->ai_protocol == IPPROTO_UDP ? "udp"
                                               : NULL;
}

static ws2_err service_find(struct ws2_ai_request *req)
{
    const char *proto = proto_wanted(&req->hints);
    struct ws2_netdb entry;
    ws2_err err;

    if ((req->hints.ai_flags & AI_NUMERICSERV) != 0)
        return WSAHOST_NOT_FOUND;
    if (proto != NULL && *proto == '\0')
        return WSATYPE_NOT_FOUND;
    err = ws2_service_by_name(req->service, proto, &entry);
    if (err == WSAHOST_NOT_FOUND || err == WSANO_DATA)
        return WSATYPE_NOT_FOUND;
    if (err != WS2_OK)
        return err;
    req->form.port = (unsigned)entry.number;
    ws2_netdb_clear(&entry);
    return WS2_OK;
}

static ws2_err port_find(struct ws2_ai_request *req)
{
    unsigned long port = 0;

    if (!req->has_service || *req->service == '\0')
        return WS2_OK;
    if (!port_parse(req->service, &port))
        return service_find(req);
    if (port > UINT16_MAX)
        return WSATYPE_NOT_FOUND;
    req->form.port = (unsigned)port;
    return WS2_OK;
}

/* The least version that has room for what is wanted; the A form has none
 * above the second. */
static int version_wanted(const struct ws2_ai_form *form)
{
    int names = AI_CANONNAME | AI_FQDN;
    int version = form->version;

    if (version == WS2_AI_PLAIN)
        return version;
    if ((form->flags & names) == names && version < ADDRINFOEX_VERSION_2)
        version = ADDRINFOEX_VERSION_2;
    if (!form->wide)
        return version;
    if ((form->flags & AI_RETURN_TTL) != 0 && version < ADDRINFOEX_VERSION_5)
        version = ADDRINFOEX_VERSION_5;
    if ((form->flags & AI_RETURN_RESPONSE_FLAGS) != 0 &&
        version < ADDRINFOEX_VERSION_6)
        version = ADDRINFOEX_VERSION_6;
    return version;
}

static void form_fill(struct ws2_ai_request *req)
{
    struct ws2_ai_form *form = &req->form;

    form->flags = req->hints.ai_flags;
    form->family = req->hints.ai_family;
    form->socktype = req->hints.ai_socktype;
    form->protocol = req->hints.ai_protocol;
    form->version = version_wanted(form);
}

ws2_err ws2_ai_check_hints(struct ws2_ai_request *req)
{
    const ADDRINFOA *hints = &req->hints;
    ws2_err err;

    if (!req->has_node && !req->has_service)
        return WSAHOST_NOT_FOUND;
    if (hints->ai_addrlen != 0 || hints->ai_canonname != NULL ||
        hints->ai_addr != NULL || hints->ai_next != NULL)
        return WSANO_RECOVERY;
    err = flags_check(req);
    if (err == WS2_OK)
        err = hints_check(hints);
    if (err == WS2_OK)
        form_fill(req);
    return err;
}

ws2_err ws2_ai_check(struct ws2_ai_request *req)
{
    ws2_err err = ws2_ai_check_hints(req);

    return err == WS2_OK ? port_find(req) : err;
}

unsigned ws2_ai_want(const struct ws2_ai_request *req)
{
    int flags = req->hints.ai_flags;
    int family = req->hints.ai_family;
    unsigned want = 0;

    if (family != AF_INET6 || (flags & AI_V4MAPPED) != 0)
        want |= WS2_WANT_V4;
    if (family != AF_INET)
        want |= WS2_WANT_V6;
    if ((flags & AI_ADDRCONFIG) != 0 &&
        ws2_local_kind(req->node) == WS2_LOCAL_NONE) {
        if (!ws2_local_configured(false))
            want &= ~(unsigned)WS2_WANT_V4;
        if (!ws2_local_configured(true))
            want &= ~(unsigned)WS2_WANT_V6;
    }
    if (want != 0 && (flags & AI_DNS_ONLY) != 0)
        want |= WS2_WANT_DNS_ONLY;
    if (want != 0 && (flags & AI_DISABLE_IDN_ENCODING) != 0)
        want |= WS2_WANT_UTF8;
    return want;
}
