/* SPDX-License-Identifier: MIT */
/* The one function of the SDK's socketapi.h. */
#ifndef _SOCKETAPI_H_
#define _SOCKETAPI_H_

#include "windows.h"

WS2_EXTERN_C_BEGIN

/* Tells the network that the program streams media in real time. */
WS2_API HRESULT WINAPI SetSocketMediaStreamingMode(BOOL value);

WS2_EXTERN_C_END

#endif
