/* SPDX-License-Identifier: MIT */
/* Order statistics over a handful of samples. */
#include <stdlib.h>

#include "kit.h"

static int double_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Between two neighbours the value lies on the line through them. */
double bench_quantile(double *v, unsigned n, double q)
{
    double at = q * (double)(n - 1);
    unsigned low = (unsigned)at;

    qsort(v, n, sizeof(*v), double_order);
    if (low + 1 >= n)
        return v[n - 1];
    return v[low] + (at - (double)low) * (v[low + 1] - v[low]);
}
