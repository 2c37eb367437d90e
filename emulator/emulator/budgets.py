"""Budgets."""

from ministack.core.responses import get_account_id
from ministack.services import budgets

from .calls import call
from .resource_types import ResourceType, generated_name, register
from .shapes import Created, Json, Properties


def _call(action: str, **parameters: Json) -> Properties:
    return call(budgets._DISPATCH[action]({"AccountId": get_account_id(), **parameters}))


class Budget(ResourceType):
    name = "AWS::Budgets::Budget"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        name = properties["Budget"].get("BudgetName") or generated_name(stack, logical_id)
        _call(
            "CreateBudget",
            Budget=self._budget(name, properties),
            NotificationsWithSubscribers=properties.get("NotificationsWithSubscribers") or [],
            ResourceTags=properties.get("ResourceTags") or [],
        )
        return name, {}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        _call("UpdateBudget", NewBudget=self._budget(physical_id, new))
        arn = f"arn:aws:budgets::{get_account_id()}:budget/{physical_id}"
        keys = [tag["Key"] for tag in old.get("ResourceTags") or []]
        _call("UntagResource", ResourceARN=arn, ResourceTagKeys=keys)
        _call("TagResource", ResourceARN=arn, ResourceTags=new.get("ResourceTags") or [])
        return physical_id, {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        _call("DeleteBudget", BudgetName=physical_id)

    def _budget(self, name: str, properties: Properties) -> Properties:
        budget = {**properties["Budget"], "BudgetName": name}
        limit = budget.get("BudgetLimit")
        # The API takes an amount as text.
        return {**budget, "BudgetLimit": {**limit, "Amount": str(limit["Amount"])}} if limit else budget


def install() -> None:
    register(Budget())
