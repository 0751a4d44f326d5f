/* SPDX-License-Identifier: MIT */
/* Hearing of what happens to the database, Linux' part of watch.c. Readers
 * write nothing that is watched, so that looking wakes nobody. Results are >= 0
 * or -errno. */
#ifndef WS2_REGISTRY_NEWS_H
#define WS2_REGISTRY_NEWS_H

struct ws2_reg_news {
    int wake, watch;
};

#define WS2_REG_NEWS_NONE                                                      \
    {                                                                          \
        -1, -1                                                                 \
    }

/* Watches the directory: the database may go and come. */
int ws2_reg_news_open(struct ws2_reg_news *news);
void ws2_reg_news_close(struct ws2_reg_news *news);

/* Until somebody writes, or wakes. */
void ws2_reg_news_wait(const struct ws2_reg_news *news);
void ws2_reg_news_wake(const struct ws2_reg_news *news);

#endif
