/* SPDX-License-Identifier: MIT */
/* What a callback asks to be done after it has returned. Follows
 * "SetEventWhenCallbackReturns function" and its neighbours on Microsoft
 * Learn: one of each kind, the last one asked for. */
#include "win32/pool.h"

VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci, HANDLE evt)
{
    pci->event = evt;
}

VOID WINAPI ReleaseSemaphoreWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                                HANDLE sem, DWORD crel)
{
    pci->semaphore = sem;
    pci->releases = crel;
}

VOID WINAPI ReleaseMutexWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                            HANDLE mut)
{
    pci->mutex = mut;
}

VOID WINAPI LeaveCriticalSectionWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                                    PCRITICAL_SECTION pcs)
{
    pci->section = pcs;
}

VOID WINAPI FreeLibraryWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                           HMODULE mod)
{
    pci->module = mod;
}

void ws2_pool_instance_end(PTP_CALLBACK_INSTANCE instance)
{
    if (instance->section != NULL)
        LeaveCriticalSection(instance->section);
    if (instance->mutex != NULL)
        ReleaseMutex(instance->mutex);
    if (instance->semaphore != NULL)
        ReleaseSemaphore(instance->semaphore, (LONG)instance->releases, NULL);
    if (instance->event != NULL)
        SetEvent(instance->event);
    if (instance->module != NULL)
        FreeLibrary(instance->module);
}
