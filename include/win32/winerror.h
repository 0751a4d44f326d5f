/* SPDX-License-Identifier: MIT */
/* Error codes: HRESULT and its arithmetic, then the Win32 codes by area.
 *
 * Codes are plain int constants (Windows writes them as long, which has 32
 * bits there and 64 here). */
#ifndef WS2_WINERROR_H
#define WS2_WINERROR_H

#include "ws2_abi.h"

#ifndef _HRESULT_DEFINED
#define _HRESULT_DEFINED
typedef int HRESULT;
#endif
typedef int SCODE;

#define FACILITY_NULL             0
#define FACILITY_RPC              1
#define FACILITY_DISPATCH         2
#define FACILITY_STORAGE          3
#define FACILITY_ITF              4
#define FACILITY_WIN32            7
#define FACILITY_WINDOWS          8
#define FACILITY_SECURITY         9
#define FACILITY_SSPI             9
#define FACILITY_CONTROL          10
#define FACILITY_CERT             11
#define FACILITY_INTERNET         12
#define FACILITY_MEDIASERVER      13
#define FACILITY_MSMQ             14
#define FACILITY_SETUPAPI         15
#define FACILITY_SCARD            16
#define FACILITY_COMPLUS          17
#define FACILITY_AAF              18
#define FACILITY_URT              19
#define FACILITY_ACS              20
#define FACILITY_DPLAY            21
#define FACILITY_UMI              22
#define FACILITY_SXS              23
#define FACILITY_WINDOWS_CE       24
#define FACILITY_HTTP             25
#define FACILITY_BACKGROUNDCOPY   32
#define FACILITY_CONFIGURATION    33
#define FACILITY_STATE_MANAGEMENT 34
#define FACILITY_METADIRECTORY    35
#define FACILITY_WINDOWSUPDATE    36
#define FACILITY_DIRECTORYSERVICE 37
#define FACILITY_AUDCLNT          2185
#define FACILITY_NT_BIT           0x10000000

/* An HRESULT: bit 31 severity, bits 16 to 28 facility, bits 0 to 15 code. */
#define SEVERITY_SUCCESS     0
#define SEVERITY_ERROR       1
#define SUCCEEDED(hr)        ((HRESULT)(hr) >= 0)
#define FAILED(hr)           ((HRESULT)(hr) < 0)
#define IS_ERROR(status)     ((unsigned int)(status) >> 31 == SEVERITY_ERROR)
#define HRESULT_CODE(hr)     ((hr)&0xFFFF)
#define SCODE_CODE(sc)       ((sc)&0xFFFF)
#define HRESULT_FACILITY(hr) (((hr) >> 16) & 0x1fff)
#define SCODE_FACILITY(sc)   (((sc) >> 16) & 0x1fff)
#define HRESULT_SEVERITY(hr) (((hr) >> 31) & 0x1)
#define SCODE_SEVERITY(sc)   (((sc) >> 31) & 0x1)
#define MAKE_HRESULT(sev, fac, code)                                           \
    ((HRESULT)(((unsigned int)(sev) << 31) | ((unsigned int)(fac) << 16) |     \
               ((unsigned int)(code))))
#define MAKE_SCODE(sev, fac, code) ((SCODE)MAKE_HRESULT(sev, fac, code))
#define HRESULT_FROM_NT(x)         ((HRESULT)((x) | FACILITY_NT_BIT))

/* A code above zero becomes 0x8007xxxx; anything else is an HRESULT already. */
static __inline__ __attribute__((unused)) HRESULT
HRESULT_FROM_WIN32(unsigned int x)
{
    return (HRESULT)x <= 0
               ? (HRESULT)x
               : (HRESULT)((x & 0xFFFFu) |
                           ((unsigned int)FACILITY_WIN32 << 16) | 0x80000000u);
}
#define __HRESULT_FROM_WIN32(x)                                                \
    ((HRESULT)(x) <= 0 ? ((HRESULT)(x))                                        \
                       : ((HRESULT)(((x)&0x0000FFFF) |                         \
                                    (FACILITY_WIN32 << 16) | 0x80000000)))
#define _HRESULT_TYPEDEF_(sc) ((HRESULT)sc)

#define S_OK                      ((HRESULT)0x00000000)
#define S_FALSE                   ((HRESULT)0x00000001)
#define E_UNEXPECTED              ((HRESULT)0x8000FFFF)
#define E_NOTIMPL                 ((HRESULT)0x80004001)
#define E_OUTOFMEMORY             ((HRESULT)0x8007000E)
#define E_INVALIDARG              ((HRESULT)0x80070057)
#define E_NOINTERFACE             ((HRESULT)0x80004002)
#define E_POINTER                 ((HRESULT)0x80004003)
#define E_HANDLE                  ((HRESULT)0x80070006)
#define E_ABORT                   ((HRESULT)0x80004004)
#define E_FAIL                    ((HRESULT)0x80004005)
#define E_ACCESSDENIED            ((HRESULT)0x80070005)
#define E_PENDING                 ((HRESULT)0x8000000A)
#define CO_E_NOTINITIALIZED       ((HRESULT)0x800401F0)
#define CO_E_ALREADYINITIALIZED   ((HRESULT)0x800401F1)
#define REGDB_E_CLASSNOTREG       ((HRESULT)0x80040154)
#define CLASS_E_NOAGGREGATION     ((HRESULT)0x80040110)
#define CLASS_E_CLASSNOTAVAILABLE ((HRESULT)0x80040111)
#define RPC_E_CHANGED_MODE        ((HRESULT)0x80010106)
#define RPC_E_DISCONNECTED        ((HRESULT)0x80010108)
#define RPC_E_TIMEOUT             ((HRESULT)0x8001011F)
#define DISP_E_OVERFLOW           ((HRESULT)0x8002000A)
#define STG_E_ACCESSDENIED        ((HRESULT)0x80030005)

#define APPLICATION_ERROR_MASK       0x20000000
#define ERROR_SEVERITY_SUCCESS       0x00000000
#define ERROR_SEVERITY_INFORMATIONAL 0x40000000
#define ERROR_SEVERITY_WARNING       0x80000000
#define ERROR_SEVERITY_ERROR         0xC0000000

#include "winerror_base.h"
#include "winerror_io.h"
#include "winerror_security.h"
#include "winerror_dns.h"
#include "winerror_wsa.h"

#define WAIT_TIMEOUT 258

#endif
