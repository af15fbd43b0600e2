"""Documents owed to the accounting system, one row each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.constraints import check
from oscar_lt_accounting.models.integrations import Integration, Warehouse
from oscar_lt_accounting.models.mappings import DocumentKind
from oscar_lt_accounting.models.problems import ProblemFields
from oscar_lt_accounting.models.transitions import State, Transitions

if TYPE_CHECKING:
    from oscar_lt_accounting.domain.documents import Document, RemoteDocument

#: States in which the machinery still has something to do, at `not_before`.
LIVE = (State.PENDING, State.SENDING, State.ACCEPTED, State.UNCERTAIN)
#: States in which a person has to do something.
WAITING_FOR_A_PERSON = (State.REJECTED, State.HELD)
#: Rows that will not move, or not be right, until somebody decides.
NEEDS_A_PERSON = (
    Q(state__in=WAITING_FOR_A_PERSON)
    | Q(state=State.UNCERTAIN, not_before__isnull=True)
    | (Q(state=State.ISSUED) & ~Q(problem_code=""))
)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Questions asked of the outbox."""

    def due(self, now: datetime) -> SubmissionQuerySet:
        """Rows the machinery may look at now, longest waiting first."""
        return self.filter(state__in=LIVE, not_before__lte=now).order_by("not_before", "pk")

    def needing_a_person(self) -> SubmissionQuerySet:
        """Rows that will not move, or not be right, until somebody decides."""
        return self.filter(NEEDS_A_PERSON)

    def unsent(self) -> SubmissionQuerySet:
        """Rows that are not in the accounting system yet, as far as we know."""
        return self.exclude(state__in=(State.ISSUED, State.CANCELLED))

    def visible_to(self, user: Any) -> SubmissionQuerySet:
        """Staff see everything, partner users what was drawn from their own warehouses."""
        if user.is_staff or user.is_superuser:
            return self
        return self.filter(warehouse__partner__users=user)


class Submission(Transitions, ProblemFields):
    """One sales document owed to one company's accounting system.

    `partner_key` is the Oscar partner's id as text (empty when the order line lost its partner): it
    names the warehouse in `reference` from the first moment on, before and after any `Warehouse` row.
    `buyer_correction` holds the fields of the buyer that a person fixed, for this document only.
    `released_holds` are the problem codes of warnings that a person decided to send it in spite of. `end_told` says
    that staff were told of the end of an order whose document is issued.
    `not_before` is the next moment at which the machinery may do something about the row; empty means
    that only a person can.
    """

    Kind = DocumentKind
    State = State

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="accounting_submissions", verbose_name=_("order")
    )
    integration = models.ForeignKey(
        Integration,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("integration"),
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("warehouse"),
    )
    partner_key = models.CharField(_("partner key"), max_length=32, blank=True, editable=False)
    warehouse_name = models.CharField(_("warehouse name"), max_length=128, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind.choices, default=DocumentKind.INVOICE)
    sequence = models.PositiveSmallIntegerField(_("issue"), default=1)
    reference = models.CharField(_("shop reference"), max_length=96, unique=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PENDING)
    snapshot = models.JSONField(_("document"), null=True, blank=True, editable=False)
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    own_series = models.CharField(_("own series"), max_length=16, blank=True, editable=False)
    own_number = models.CharField(_("own number"), max_length=16, blank=True, editable=False)
    remote_id = models.CharField(_("id in the accounting system"), max_length=128, blank=True)
    remote_number = models.CharField(_("invoice number"), max_length=128, blank=True)
    remote_url = models.CharField(_("link"), max_length=500, blank=True)
    remote_job = models.CharField(_("background job"), max_length=128, blank=True, editable=False)
    journal = models.JSONField(_("journal"), default=dict, blank=True, editable=False)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    negatives = models.PositiveSmallIntegerField(_("look-ups without result"), default=0, editable=False)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    origin = models.CharField(_("origin"), max_length=16, blank=True, editable=False)
    buyer_correction = models.JSONField(default=dict, blank=True, editable=False)
    released_holds = models.JSONField(default=list, blank=True, editable=False)
    end_told = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    allocations_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("compared with the accounting system"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("-pk",)
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = (
            models.UniqueConstraint(
                fields=("order", "warehouse", "kind", "sequence"), name="accounting_one_document_per_warehouse"
            ),
            models.UniqueConstraint(
                fields=("order", "partner_key", "kind", "sequence"), name="accounting_one_document_per_partner"
            ),
            check(Q(state__in=State.values), "accounting_submission_state"),
            check(Q(sequence__gte=1), "accounting_submission_sequence"),
            check(Q(state=State.SENDING) | Q(lease_token=""), "accounting_lease_only_while_sending"),
            check(~Q(state=State.SENDING) | ~Q(lease_token=""), "accounting_sending_needs_a_lease"),
            check(
                ~Q(state__in=(State.SENDING, State.ACCEPTED)) | Q(snapshot__isnull=False),
                "accounting_sent_documents_are_frozen",
            ),
        )
        indexes = (
            models.Index(
                fields=("integration", "not_before", "id"),
                condition=Q(state__in=LIVE, not_before__isnull=False),
                name="accounting_due",
            ),
            models.Index(
                fields=("integration", "issued_at"),
                condition=Q(state=State.ISSUED, verified_at__isnull=True),
                name="accounting_to_compare",
            ),
            models.Index(
                fields=("warehouse", "issued_at"), condition=Q(state=State.ISSUED), name="accounting_lately_issued"
            ),
            models.Index(fields=("state", "-id"), name="accounting_state"),
            models.Index(fields=("-id",), condition=NEEDS_A_PERSON, name="accounting_needs_a_person"),
            models.Index(fields=("problem_code",), condition=~Q(problem_code=""), name="accounting_problem"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def document(self) -> Document | None:
        """The frozen document, None before the first delivery.

        Raises `ValueError` when the snapshot was damaged or is of a newer version.
        """
        if not self.snapshot:
            return None
        # Most processes of a shop never read a document, so what it is made of is loaded by those that do.
        from oscar_lt_accounting.domain.snapshot import thaw

        return thaw(self.snapshot)

    @property
    def remote(self) -> RemoteDocument:
        """What we know of the document in the accounting system."""
        from oscar_lt_accounting.domain.documents import RemoteDocument

        return RemoteDocument(
            remote_id=self.remote_id,
            number=self.remote_number,
            url=self.remote_url,
            reference=self.reference,
            job=self.remote_job,
        )

    @property
    def waits_for_a_person(self) -> bool:
        """Whether nothing will happen until somebody decides."""
        return self.state in WAITING_FOR_A_PERSON or (self.state == State.UNCERTAIN and self.not_before is None)

    @property
    def needs_a_person(self) -> bool:
        """The same question as `NEEDS_A_PERSON`, for a row in hand."""
        return self.waits_for_a_person or (self.state == State.ISSUED and bool(self.problem_code))
