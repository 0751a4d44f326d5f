/* SPDX-License-Identifier: MIT */
/* Source annotations (SAL). They tell Microsoft's analyser how a parameter is
 * used; for the compiler they are nothing.
 *
 * The first generation (__in, __out, ...) uses names that libstdc++ gives to
 * its own parameters, so C++ sees those only with WS2_OLD_SAL defined. */
#ifndef WS2_SAL_H
#define WS2_SAL_H

/* Parameters. */
#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(n)
#define _In_reads_opt_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _In_reads_z_(n)
#define _In_reads_opt_z_(n)
#define _In_reads_or_z_(n)
#define _In_reads_or_z_opt_(n)
#define _In_reads_to_ptr_(p)
#define _In_count_(n)
#define _In_opt_count_(n)
#define _In_bytecount_(n)
#define _In_opt_bytecount_(n)
#define _In_range_(lo, hi)
#define _In_bound_
#define _In_function_class_(name)
#define _Out_
#define _Out_opt_
#define _Out_writes_(n)
#define _Out_writes_opt_(n)
#define _Out_writes_z_(n)
#define _Out_writes_opt_z_(n)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_all_(n)
#define _Out_writes_all_opt_(n)
#define _Out_writes_bytes_all_(n)
#define _Out_writes_bytes_all_opt_(n)
#define _Out_writes_to_(n, m)
#define _Out_writes_to_opt_(n, m)
#define _Out_writes_bytes_to_(n, m)
#define _Out_writes_bytes_to_opt_(n, m)
#define _Out_range_(lo, hi)
#define _Out_cap_(n)
#define _Out_opt_cap_(n)
#define _Out_bytecap_(n)
#define _Out_opt_bytecap_(n)
#define _Out_z_cap_(n)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_opt_result_maybenull_
#define _Outptr_result_z_
#define _Outptr_result_nullonfailure_
#define _Outptr_result_buffer_(n)
#define _Outptr_result_bytebuffer_(n)
#define _Outptr_result_bytebuffer_maybenull_(n)
#define _Outref_
#define _Outref_result_maybenull_
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Inout_opt_z_
#define _Inout_updates_(n)
#define _Inout_updates_opt_(n)
#define _Inout_updates_z_(n)
#define _Inout_updates_to_(n, m)
#define _Inout_updates_all_(n)
#define _Inout_updates_bytes_(n)
#define _Inout_updates_bytes_opt_(n)
#define _Inout_updates_bytes_to_(n, m)
#define _Inout_updates_bytes_to_opt_(n, m)
#define _Inout_updates_bytes_all_(n)
#define _Inout_cap_(n)
#define _Inout_bytecap_(n)
#define _Reserved_
#define _Const_
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _COM_Outptr_result_maybenull_

/* Results. */
#define _Ret_
#define _Ret_z_
#define _Ret_maybenull_
#define _Ret_maybenull_z_
#define _Ret_notnull_
#define _Ret_null_
#define _Ret_opt_
#define _Ret_range_(lo, hi)
#define _Ret_writes_(n)
#define _Ret_writes_z_(n)
#define _Ret_writes_bytes_(n)
#define _Ret_writes_maybenull_(n)
#define _Ret_writes_bytes_maybenull_(n)
#define _Ret_valid_
#define _Check_return_
#define _Check_return_opt_
#define _Must_inspect_result_
#define _Success_(expr)
#define _Return_type_success_(expr)
#define _On_failure_(anno)
#define _Always_(anno)
#define _Maybe_raises_SEH_exception_
#define _Raises_SEH_exception_

/* Conditions, fields, locks, strings. */
#define _When_(expr, anno)
#define _At_(target, anno)
#define _At_buffer_(target, i, n, anno)
#define _Group_(anno)
#define _Use_decl_annotations_
#define _Notref_
#define _Null_
#define _Notnull_
#define _Maybenull_
#define _Null_terminated_
#define _NullNull_terminated_
#define _Valid_
#define _Notvalid_
#define _Maybevalid_
#define _Pre_
#define _Pre_z_
#define _Pre_valid_
#define _Pre_opt_valid_
#define _Pre_notnull_
#define _Pre_maybenull_
#define _Pre_null_
#define _Pre_invalid_
#define _Pre_satisfies_(expr)
#define _Pre_equal_to_(expr)
#define _Pre_readable_size_(n)
#define _Pre_writable_size_(n)
#define _Pre_readable_byte_size_(n)
#define _Pre_writable_byte_size_(n)
#define _Pre_cap_(n)
#define _Pre_bytecap_(n)
#define _Post_
#define _Post_z_
#define _Post_valid_
#define _Post_invalid_
#define _Post_ptr_invalid_
#define _Post_notnull_
#define _Post_maybenull_
#define _Post_null_
#define _Post_satisfies_(expr)
#define _Post_equal_to_(expr)
#define _Post_readable_size_(n)
#define _Post_writable_size_(n)
#define _Post_readable_byte_size_(n)
#define _Post_writable_byte_size_(n)
#define _Prepost_z_
#define _Deref_out_
#define _Deref_out_opt_
#define _Deref_out_range_(lo, hi)
#define _Deref_inout_
#define _Deref_post_opt_valid_
#define _Field_size_(n)
#define _Field_size_opt_(n)
#define _Field_size_full_(n)
#define _Field_size_part_(n, m)
#define _Field_size_bytes_(n)
#define _Field_size_bytes_opt_(n)
#define _Field_size_bytes_full_(n)
#define _Field_size_bytes_part_(n, m)
#define _Field_range_(lo, hi)
#define _Field_z_
#define _Struct_size_bytes_(n)
#define _Readable_bytes_(n)
#define _Readable_elements_(n)
#define _Writable_bytes_(n)
#define _Writable_elements_(n)
#define _Enum_is_bitflag_
#define _Strict_type_match_
#define _Frees_ptr_
#define _Frees_ptr_opt_
#define _Points_to_data_
#define _Literal_
#define _Notliteral_
#define _Null_terminated_
#define _Printf_format_string_
#define _Printf_format_string_params_(n)
#define _Scanf_format_string_
#define _Scanf_s_format_string_
#define _Function_class_(name)
#define _Interlocked_
#define _Interlocked_operand_
#define _Guarded_by_(lock)
#define _Write_guarded_by_(lock)
#define _Requires_lock_held_(lock)
#define _Requires_lock_not_held_(lock)
#define _Requires_exclusive_lock_held_(lock)
#define _Requires_shared_lock_held_(lock)
#define _Requires_no_locks_held_
#define _Acquires_lock_(lock)
#define _Acquires_exclusive_lock_(lock)
#define _Acquires_shared_lock_(lock)
#define _Acquires_nonreentrant_lock_(lock)
#define _Releases_lock_(lock)
#define _Releases_exclusive_lock_(lock)
#define _Releases_shared_lock_(lock)
#define _Releases_nonreentrant_lock_(lock)
#define _Post_same_lock_(a, b)
#define _Has_lock_level_(l)
#define _Lock_level_order_(a, b)
#define _No_competing_thread_
#define _No_competing_thread_begin_
#define _No_competing_thread_end_
#define _Benign_race_begin_
#define _Benign_race_end_
#define _IRQL_requires_max_(l)
#define _IRQL_requires_min_(l)
#define _IRQL_requires_(l)
#define _Analysis_assume_(expr)        ((void)0)
#define _Analysis_assume_lock_held_(l) ((void)0)
#define __analysis_assume(expr)        ((void)0)
#define __callback
#define __checkReturn
#define __nullterminated
#define __reserved
#define __success(expr)
#define __format_string
#define __fallthrough ((void)0)

#if !defined(__cplusplus) || defined(WS2_OLD_SAL)
#define __in
#define __in_opt
#define __in_z
#define __in_ecount(n)
#define __in_ecount_opt(n)
#define __in_bcount(n)
#define __in_bcount_opt(n)
#define __out
#define __out_opt
#define __out_ecount(n)
#define __out_ecount_opt(n)
#define __out_ecount_part(n, m)
#define __out_bcount(n)
#define __out_bcount_opt(n)
#define __out_bcount_part(n, m)
#define __out_bcount_part_opt(n, m)
#define __inout
#define __inout_opt
#define __inout_ecount(n)
#define __inout_bcount(n)
#define __inout_bcount_opt(n)
#define __deref_out
#define __deref_out_opt
#define __deref_inout
#define __deref_in
#define __field_ecount(n)
#define __field_bcount(n)
#define __drv_aliasesMem
#define __drv_freesMem(k)
#define __drv_allocatesMem(k)
#endif

#endif
