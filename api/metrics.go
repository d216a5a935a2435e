package api

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/beckon-desk/beckon/tickets"
)

// metrics are kept in a registry of their own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	streams  prometheus.Gauge
}

func newMetrics(desk *tickets.Service) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "beckon_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "beckon_http_request_seconds", Help: "Time to answer, streams aside.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "beckon_streams", Help: "Live streams open now."}),
	}
	lag := asked("beckon_outbox_lag_seconds", "For how long the oldest undelivered event has waited.", func(ctx context.Context) (float64, error) {
		d, err := desk.Lag(ctx)
		return d.Seconds(), err
	})
	parked := asked("beckon_outbox_parked", "Events given up on, which an admin may retry; counted up to a page.", func(ctx context.Context) (float64, error) {
		n, err := desk.Parked(ctx)
		return float64(n), err
	})
	moving := asked("beckon_tickets_moving", "Tickets that still have to be triaged, told of or redrawn.", func(ctx context.Context) (float64, error) {
		n, err := desk.Moving(ctx)
		return float64(n), err
	})
	m.registry.MustRegister(m.requests, m.seconds, m.streams, lag, parked, moving,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// asked is a gauge that the desk is asked for at every look; NaN when it does
// not know.
func asked(name, help string, ask func(context.Context) (float64, error)) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		v, err := ask(ctx)
		if err != nil {
			return math.NaN()
		}
		return v
	})
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// count records one answered request.
func (m *metrics) count(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	if route != "/api/stream" {
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
}
